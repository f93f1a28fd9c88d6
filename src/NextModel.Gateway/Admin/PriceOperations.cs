using System.Text.Json;
using NextModel.Audit;
using NextModel.Catalog;
using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary>Set prices and the configuration, as the admin API and the command line use them.</summary>
public sealed class PriceOperations(PriceBook book, LiveConfiguration configuration, AuditTrail audit, TimeProvider time)
{
    /// <summary>All that were set, oldest first.</summary>
    /// <param name="model">Only of this model, by id; null for all.</param>
    /// <param name="source">Only at this source; null for all.</param>
    public IReadOnlyList<SetPriceView> List(string? model, string? source) =>
    [
        .. book.All.Where(price => (model is null || price.Model == model) && (source is null || price.Source == source)).Select(View),
    ];

    public Result<SetPrice> Find(string id) =>
        SetPrice.TryParseId(id, out var parsed) && book.Find(parsed) is { } price ? price : AdminObjects.Missing("price", id);

    public ValueTask<Result<SetPrice>> SetAsync(Administrator by, SetPriceRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(request);
        var document = request.Price is { ValueKind: not JsonValueKind.Null } price ? price.GetRawText() : null;
        return book.SetAsync(
            by.Actor, by.Actor.Name.Length > 0 ? by.Actor.Name : by.Actor.Kind, request.Model, request.Source, request.EffectiveFrom, document, cancellationToken);
    }

    public async ValueTask<Result<SetPrice>> WithdrawAsync(Administrator by, string id, long? revision, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        return Find(id).TryGet(out var price, out var refusal) ? await book.WithdrawAsync(by.Actor, price.Id, revision, cancellationToken) : refusal;
    }

    /// <summary>Reads the configuration file again; the refusal says everything that is wrong with it.</summary>
    public async ValueTask<Result<ConfigurationView>> ReloadAsync(Administrator by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        var before = configuration.State;
        var state = configuration.Reload();
        if (state.RefusedAt is not null)
        {
            return new GatewayError(
                GatewayErrorCode.InvalidRequest,
                $"The configuration has {(state.Problems.Count == 1 ? "a problem" : $"{state.Problems.Count} problems")}; what was read before it stays in force.\n"
                + string.Join('\n', state.Problems.Take(50)));
        }

        await audit.RecordAsync(by.Actor, "configuration.reload", "nextmodel.yaml", "", Facts(before), Facts(state), cancellationToken);
        return ConfigurationView.Of(state);
    }

    public SetPriceView View(SetPrice price) => SetPriceView.Of(price, book.All, time.GetUtcNow());

    private static string Facts(ConfigurationState state) => AuditFacts.Write(json => json.WriteString("digest"u8, state.Digest));
}
