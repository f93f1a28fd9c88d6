using Microsoft.AspNetCore.Http;
using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Pipeline.Objects;
using NextModel.Providers.Objects;

namespace NextModel.Gateway.OpenAI.Objects;

/// <summary><c>/v1/batches</c>: made at the source that has the input file, and charged when they are over.</summary>
internal sealed class BatchesEndpoint(SourceObjects objects, BatchInput inputs, BatchCharging charging, ObjectRelay relay)
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

        if (!(await inputs.ReadAsync(input, caller, context.RequestAborted)).TryGet(out var models, out refusal))
        {
            return refusal;
        }

        return await relay.MakeAsync(
            context, caller, SourceObjectKind.Batch, input.Source, Path, ObjectRelay.Json(body), id => charging.NoteAsync(caller, id, input.Source, [.. models]));
    });

    public ValueTask<GatewayError?> ListAsync(HttpContext context, Caller caller) => relay.EnterAsync(
        context, caller, () => relay.ListAsync(context, caller, SourceObjectKind.Batch, Path, (batch, source) => SeenAsync(context, caller, batch, source)));

    public ValueTask<GatewayError?> RetrieveAsync(HttpContext context, Caller caller) => relay.EnterAsync(
        context, caller, () => relay.PassAsync(context, caller, SourceObjectKind.Batch, Path, seen: (batch, _, source) => SeenAsync(context, caller, batch, source)));

    public ValueTask<GatewayError?> CancelAsync(HttpContext context, Caller caller) => relay.EnterAsync(
        context, caller, () => relay.PassAsync(context, caller, SourceObjectKind.Batch, Path, "/cancel", seen: (batch, _, source) => SeenAsync(context, caller, batch, source)));

    private ValueTask<GatewayError?> SeenAsync(HttpContext context, Caller caller, JsonCursor batch, Source source) => batch["id"u8].GetString() is { } id
        ? charging.SeenAsync(caller, id, batch, source, context.RequestAborted)
        : new(new GatewayError(GatewayErrorCode.ProviderError, $"The source '{source.Id}' told of a batch and did not say its id."));

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
