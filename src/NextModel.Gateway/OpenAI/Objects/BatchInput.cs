using NextModel.Errors;
using NextModel.Gateway.Serving;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Pipeline.Objects;
using NextModel.Providers.Objects;

namespace NextModel.Gateway.OpenAI.Objects;

/// <summary>
/// The requests of a batch, read before it is made: its source is to be told of nothing that is not the project's. They are read where they will be read
/// from, one line after the other, and nothing of them is kept but which models they ask for.
/// </summary>
internal sealed class BatchInput(ReferencedObjects references, FileLines files)
{
    /// <summary>The models that the requests ask for; the refusal of an input file one of whose requests may not be made.</summary>
    public async ValueTask<Result<SortedSet<string>>> ReadAsync(FoundObject file, Caller caller, CancellationToken cancellationToken)
    {
        var models = new SortedSet<string>(StringComparer.Ordinal);
        var read = await files.ReadAsync(
            file.Source, file.Object.Id, "input file", (tape, line) => TakeAsync(tape, line, models, file, caller, cancellationToken), cancellationToken);
        return read.TryGet(out _, out var refusal) ? models
            : refusal.Code == GatewayErrorCode.InvalidRequest ? refusal with { Param = "input_file_id" }
            : refusal;
    }

    private ValueTask<GatewayError?> TakeAsync(
        JsonTape tape, int line, SortedSet<string> models, FoundObject file, Caller caller, CancellationToken cancellationToken)
    {
        if (tape.Root["body"u8]["model"u8].GetString() is { Length: > 0 and <= SourceObject.MostIdLength } model && !model.Contains('\n', StringComparison.Ordinal))
        {
            models.Add(model);
        }

        if (models.Count > Batch.MostModels)
        {
            return new(new GatewayError(
                GatewayErrorCode.InvalidRequest, $"Line {line} of the input file asks for one model more than {Batch.MostModels}. Make a batch for each model."));
        }

        var named = SourceReferences.Of(tape, $"line {line}");
        return named.Count == 0 ? default : WhyNotAsync(file, named, caller, cancellationToken);
    }

    private async ValueTask<GatewayError?> WhyNotAsync(FoundObject file, IReadOnlyList<SourceReference> named, Caller caller, CancellationToken cancellationToken) =>
        await references.WhyNotAsync(file.Source, named, caller, cancellationToken) is { } refusal ? refusal with { Param = "input_file_id" } : null;
}
