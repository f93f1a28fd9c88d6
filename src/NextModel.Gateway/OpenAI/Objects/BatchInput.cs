using System.Buffers;
using System.IO.Pipelines;
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
/// from, one line after the other, and nothing of them is kept.
/// </summary>
internal sealed class BatchInput(ReferencedObjects references, ObjectCall calls)
{
    /// <summary>The refusal of an input file one of whose requests may not be made; null when all may.</summary>
    public async ValueTask<GatewayError?> WhyNotAsync(FoundObject file, Caller caller, CancellationToken cancellationToken)
    {
        var path = $"files/{Uri.EscapeDataString(file.Object.Id)}/content";
        if (!(await calls.SendAsync(file.Source, HttpMethod.Get, path, null, cancellationToken)).TryGet(out var reply, out var refusal))
        {
            return refusal;
        }

        using (reply)
        {
            var reader = PipeReader.Create(await reply.OpenAsync());
            try
            {
                return await ReadAsync(reader, file, caller, cancellationToken);
            }
            catch (Exception error) when (error is HttpRequestException or IOException)
            {
                return new GatewayError(GatewayErrorCode.ProviderError, $"The source '{file.Source.Id}' broke off while its file was read.");
            }
            finally
            {
                await reader.CompleteAsync();
            }
        }
    }

    private async ValueTask<GatewayError?> ReadAsync(PipeReader reader, FoundObject file, Caller caller, CancellationToken cancellationToken)
    {
        for (var line = 1; ;)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var left = read.Buffer;
            while (TryReadLine(ref left, read.IsCompleted, out var text))
            {
                if (await WhyNotAsync(text.ToArray(), line++, file, caller, cancellationToken) is { } refusal)
                {
                    return refusal;
                }
            }

            if (left.Length > RequestBody.MaxBytes)
            {
                return Wrong(line, $"is longer than {RequestBody.MaxBytes >> 20} MiB");
            }

            reader.AdvanceTo(left.Start, left.End);
            if (read.IsCompleted)
            {
                return null;
            }
        }
    }

    private async ValueTask<GatewayError?> WhyNotAsync(byte[] text, int line, FoundObject file, Caller caller, CancellationToken cancellationToken)
    {
        if (text.AsSpan().Trim(" \t\r\uFEFF"u8).IsEmpty)
        {
            return null;
        }

        IReadOnlyList<SourceReference> named;
        var tape = JsonTape.Rent();
        try
        {
            if (!tape.TryParse(text.AsMemory(text.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0), JsonLimits.Upstream, out var problem))
            {
                return Wrong(line, $"is no JSON ({problem.Kind} at byte {problem.Offset})");
            }

            named = SourceReferences.Of(tape, $"line {line}");
        }
        finally
        {
            tape.Return();
        }

        return await references.WhyNotAsync(file.Source, named, caller, cancellationToken) is { } refusal ? refusal with { Param = "input_file_id" } : null;
    }

    private static bool TryReadLine(ref ReadOnlySequence<byte> left, bool isLast, out ReadOnlySequence<byte> text)
    {
        if (left.PositionOf((byte)'\n') is { } end)
        {
            text = left.Slice(0, end);
            left = left.Slice(left.GetPosition(1, end));
            return true;
        }

        text = left;
        if (!isLast || left.IsEmpty)
        {
            return false;
        }

        left = left.Slice(left.End);
        return true;
    }

    private static GatewayError Wrong(int line, string what) =>
        new(GatewayErrorCode.InvalidRequest, $"Line {line} of the input file {what}. Upload a file with one request on each line.", "input_file_id");
}
