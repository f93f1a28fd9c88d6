using System.Globalization;
using NextModel.Audit;
using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Configuration;

/// <summary>Prices that operators set: to the store first, then into the snapshot that requests read.</summary>
public sealed class PriceBook(IPriceStore store, LiveConfiguration live, TenancyChanges changes)
{
    /// <summary>Between the moment a price is set and the first one it can count from, so that it is in every snapshot by then.</summary>
    private static readonly TimeSpan Notice = TimeSpan.FromSeconds(1);

    private volatile IReadOnlyList<SetPrice> _all = [];

    /// <summary>All of them in the order they were set, withdrawn ones too.</summary>
    public IReadOnlyList<SetPrice> All => _all;

    /// <summary>Takes up what was kept; for the start of a process.</summary>
    /// <exception cref="InvalidDataException">One of them cannot be charged any more: to go on without it would charge something else.</exception>
    public async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        var problems = new List<ConfigurationProblem>();
        if (!await TryTakeUpAsync(problems, cancellationToken))
        {
            throw new InvalidDataException($"A price that was set through the admin API cannot be charged: {string.Join(" ", problems)}");
        }
    }

    /// <summary>Takes up what another replica set or withdrew.</summary>
    /// <returns>Why it does not go with the configuration of this replica; what was in force stays then.</returns>
    public async ValueTask<IReadOnlyList<ConfigurationProblem>> FollowAsync(CancellationToken cancellationToken)
    {
        var problems = new List<ConfigurationProblem>();
        await changes.FollowAsync(async () => await TryTakeUpAsync(problems, cancellationToken), cancellationToken);
        return problems;
    }

    // False when what is kept cannot count; then nothing has changed.
    private async ValueTask<bool> TryTakeUpAsync(List<ConfigurationProblem> problems, CancellationToken cancellationToken)
    {
        var all = (await store.LoadAsync(cancellationToken)).Select(one => Read(one, problems)).ToList();
        if (problems.Count > 0 || !live.TryPut(Standing(all), problems))
        {
            return false;
        }

        _all = all;
        return true;
    }

    /// <summary>The price of that id; null when there is none.</summary>
    public SetPrice? Find(Guid id) => _all.FirstOrDefault(one => one.Id == id);

    /// <summary>Sets what a model costs at a source.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="by">The same, as people call them.</param>
    /// <param name="model">Id or alias.</param>
    /// <param name="source">Id.</param>
    /// <param name="from">The first moment; null is at once, which is the next full second but one.</param>
    /// <param name="document">The price as JSON; null goes back to what is configured.</param>
    /// <param name="cancellationToken">Gives up waiting for the writer.</param>
    public ValueTask<Result<SetPrice>> SetAsync(
        AuditActor actor, string by, string model, string source, DateTimeOffset? from, string? document, CancellationToken cancellationToken) =>
        changes.RunAsync<SetPrice>(
            async () =>
            {
                if (WhyNot(model, source, out var offered) is { } unknown)
                {
                    return unknown;
                }

                var now = changes.Now;
                var soonest = Soonest(now);
                if (from < now)
                {
                    return Wrong("effective_from", string.Create(
                        CultureInfo.InvariantCulture,
                        $"'effective_from' is {from:O}, which is past. What was charged stays charged: name a moment to come, or leave it out for at once."));
                }

                var effective = from is { } wanted && wanted > soonest ? Whole(wanted) : soonest;
                if (offered.Price is null && (document is null || effective > soonest))
                {
                    return Wrong("effective_from", $"'{offered.Id}' has no price at '{source}' yet: its first one counts at once. Leave effective_from out, and send a price.");
                }

                if (document is null && offered.Price!.Flat.All(one => one.Version.StartsWith(SetPrice.VersionPrefix, StringComparison.Ordinal)))
                {
                    return Wrong("price", $"Neither nextmodel.yaml nor the catalog has a price of '{offered.Id}' at '{source}' to go back to.");
                }

                var problems = new List<ConfigurationProblem>();
                var price = Read(
                    new SetPrice
                    {
                        Id = Guid.CreateVersion7(now),
                        Model = offered.Id,
                        Source = source,
                        Version = _all.Where(one => one.Model == offered.Id && one.Source == source).Select(one => one.Version).DefaultIfEmpty(0).Max() + 1,
                        EffectiveFrom = effective,
                        SetAt = now,
                        SetBy = by,
                        Document = document,
                    },
                    problems);
                IReadOnlyList<SetPrice> all = [.. _all, price];
                if (problems.Count == 0)
                {
                    live.Check(Standing(all), problems);
                }

                if (problems.Count > 0)
                {
                    return Wrong("price", "The price cannot be charged; nothing was changed.\n" + string.Join('\n', problems.Take(20)));
                }

                await store.AddAsync(price, changes.Draft(actor, "price.set", price.WireId, "", null, Facts(price)), cancellationToken);
                Put(all);
                return price;
            },
            cancellationToken);

    /// <summary>Takes back a price that does not count yet.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">Which.</param>
    /// <param name="revision">The revision the change was made from; null for any.</param>
    /// <param name="cancellationToken">Gives up waiting for the writer.</param>
    public ValueTask<Result<SetPrice>> WithdrawAsync(AuditActor actor, Guid id, long? revision, CancellationToken cancellationToken) =>
        changes.RunAsync<SetPrice>(
            async () =>
            {
                if (Find(id) is not { } before)
                {
                    return TenancyRules.Missing("price", $"{SetPrice.IdPrefix}{id:N}");
                }

                if (TenancyRules.CheckVersion(revision, before.Revision) is { } stale)
                {
                    return stale;
                }

                if (before.WithdrawnAt is not null)
                {
                    return before;
                }

                var now = changes.Now;
                if (before.EffectiveFrom <= Soonest(now))
                {
                    return new GatewayError(
                        GatewayErrorCode.Conflict,
                        string.Create(CultureInfo.InvariantCulture, $"{before.WireId} counts since {before.EffectiveFrom:O}, and receipts name it. Set another price instead."));
                }

                var price = before with { WithdrawnAt = now };
                await store.WithdrawAsync(price, changes.Draft(actor, "price.withdraw", price.WireId, "", Facts(before), Facts(price)), cancellationToken);
                Put([.. _all.Select(one => one.Id == id ? price : one)]);
                return price;
            },
            cancellationToken);

    private void Put(IReadOnlyList<SetPrice> all)
    {
        _all = all;
        live.TryPut(Standing(all), []);
    }

    private GatewayError? WhyNot(string name, string source, out (string Id, Price? Price) offered)
    {
        offered = default;
        if (!live.Snapshots.Current.Models.TryGetValue(name, out var model))
        {
            return Wrong("model", $"There is no model '{name}' that can be called. GET /v1/models lists all.");
        }

        if (model.Offers.FirstOrDefault(offer => offer.Source.Id == source) is not { } found)
        {
            return Wrong("source", $"'{model.Id}' has no offer at the source '{source}'. It is offered by: {string.Join(", ", model.Offers.Select(offer => offer.Source.Id))}.");
        }

        offered = (model.Id, found.Price);
        return null;
    }

    private static List<SetPrice> Standing(IEnumerable<SetPrice> all) => [.. all.Where(one => one.WithdrawnAt is null)];

    // To the millisecond it would be true as well; people set hours.
    private static DateTimeOffset Whole(DateTimeOffset moment) => DateTimeOffset.FromUnixTimeSeconds(moment.ToUniversalTime().AddTicks(TimeSpan.TicksPerSecond - 1).ToUnixTimeSeconds());

    private static DateTimeOffset Soonest(DateTimeOffset now) => Whole(now + Notice);

    private static SetPrice Read(SetPrice price, List<ConfigurationProblem> problems)
    {
        if (price.Document is not { } document)
        {
            return price;
        }

        var found = new List<ConfigurationProblem>();
        var sheet = PriceReader.Read(document, found);
        problems.AddRange(found.Select(problem => problem with { Where = $"price of '{price.Model}' at '{price.Source}', {problem.Where}" }));
        if (sheet is null || found.Count > 0)
        {
            return price;
        }

        sheet = sheet with
        {
            Version = price.PriceVersion,
            AsOf = sheet.AsOf ?? DateOnly.FromDateTime(price.SetAt.UtcDateTime),
            Evidence = $"set through the admin API by {price.SetBy}",
        };
        return price with { Price = PriceMaker.Make(sheet, "admin", hasOutput: true, out _) };
    }

    private static string Facts(SetPrice price) => AuditFacts.Write(json =>
    {
        json.WriteString("model"u8, price.Model);
        json.WriteString("source"u8, price.Source);
        json.WriteNumber("version"u8, price.Version);
        json.WriteString("effective_from"u8, price.EffectiveFrom);
        json.WriteString("price"u8, price.Document);
        json.WriteMoment("withdrawn_at", price.WithdrawnAt);
    });

    private static GatewayError Wrong(string name, string message) => new(GatewayErrorCode.InvalidRequest, message, name);
}
