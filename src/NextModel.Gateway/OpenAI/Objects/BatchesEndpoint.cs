using Microsoft.AspNetCore.Http;
using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Pipeline.Objects;
using NextModel.Providers.Objects;

namespace NextModel.Gateway.OpenAI.Objects;

/// <summary><c>/v1/batches</c>: made at the source that has the input file. What they cost is not charged here.</summary>
internal sealed class BatchesEndpoint(SourceObjects objects, BatchInput inputs, ObjectRelay relay)
{
    private const string Path = "batches";

    public ValueTask<GatewayError?> CreateAsync(HttpContext context, Caller caller) => relay.EnterAsync(context, caller, async () =>
    {
        if (objects.WhyNot(caller, Operation.Batches) is { } refused)
        {
            return refused;
        }

        var (body, unread) = await ObjectRelay.ReadAsync(context);
        using var owned = body;
        if (unread is not null)
        {
            return unread;
        }

        if (InputFile(body.Text, out var file) is { } malformed)
        {
            return malformed;
        }

        if (!(await objects.FindAsync(caller, SourceObjectKind.File, file, context.RequestAborted)).TryGet(out var input, out var refusal))
        {
            return refusal with { Param = "input_file_id" };
        }

        if (!input.Source.Operations.Contains(Operation.Batches))
        {
            return new GatewayError(GatewayErrorCode.UnsupportedParameter, $"The source '{input.Source.Id}', which has the file, offers no batches.", "input_file_id");
        }

        if (await inputs.WhyNotAsync(input, caller, context.RequestAborted) is { } forbidden)
        {
            return forbidden;
        }

        return await relay.MakeAsync(context, caller, SourceObjectKind.Batch, input.Source, Path, ObjectRelay.Json(body));
    });

    public ValueTask<GatewayError?> ListAsync(HttpContext context, Caller caller) => relay.EnterAsync(
        context, caller, () => relay.ListAsync(context, caller, SourceObjectKind.Batch, Path, (batch, source) => NoteFilesAsync(caller, batch, source)));

    public ValueTask<GatewayError?> RetrieveAsync(HttpContext context, Caller caller) => relay.EnterAsync(
        context, caller, () => relay.PassAsync(context, caller, SourceObjectKind.Batch, Path, seen: (batch, _, source) => NoteFilesAsync(caller, batch, source)));

    public ValueTask<GatewayError?> CancelAsync(HttpContext context, Caller caller) => relay.EnterAsync(
        context, caller, () => relay.PassAsync(context, caller, SourceObjectKind.Batch, Path, "/cancel", seen: (batch, _, source) => NoteFilesAsync(caller, batch, source)));

    // What a project's batch has written is the project's.
    private async ValueTask<GatewayError?> NoteFilesAsync(Caller caller, JsonCursor batch, Source source)
    {
        foreach (var id in new[] { batch["output_file_id"u8].GetString(), batch["error_file_id"u8].GetString() })
        {
            if (id is { Length: > 0 and <= SourceObject.MostIdLength } && await objects.NoteAsync(caller, SourceObjectKind.File, id, source) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private static GatewayError? InputFile(ReadOnlyMemory<byte> text, out string file)
    {
        file = "";
        var tape = JsonTape.Rent();
        try
        {
            if (!tape.TryParse(text, JsonLimits.Request, out var problem))
            {
                return JsonProblemText.Describe(problem, text.Span);
            }

            file = tape.Root["input_file_id"u8].GetString() ?? "";
            return file.Length > 0
                ? null
                : new GatewayError(GatewayErrorCode.InvalidRequest, "'input_file_id' is required: the id of a file that was uploaded with the purpose 'batch'.", "input_file_id");
        }
        finally
        {
            tape.Return();
        }
    }
}
