using System.Buffers;
using System.IO.Pipelines;
using NextModel.Caching;
using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Json;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Objects;

/// <summary>Reads a file that a source keeps line by line, where it is; nothing of it is kept here.</summary>
public sealed class FileLines(ObjectCall calls)
{
    /// <summary>Longest line that is taken, in bytes.</summary>
    public const int MostBytes = 64 * 1024 * 1024;

    private static readonly byte[] Blank = [(byte)' ', (byte)'\t', (byte)'\r', 0xEF, 0xBB, 0xBF];

    /// <summary>Reads a file to its end; the refusal where it cannot be read whole, or <paramref name="take"/> refuses a line.</summary>
    /// <param name="source">Who keeps it.</param>
    /// <param name="id">The source's id for it.</param>
    /// <param name="what">What it is, as the word of an error.</param>
    /// <param name="take">Is given each line, a JSON value, and its number from 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<Result<FileSeen>> ReadAsync(
        Source source, string id, string what, Func<JsonTape, int, ValueTask<GatewayError?>> take, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(take);
        if (!(await calls.SendAsync(source, HttpMethod.Get, $"files/{Uri.EscapeDataString(id)}/content", null, cancellationToken)).TryGet(out var reply, out var refusal))
        {
            return refusal;
        }

        using (reply)
        {
            using var digest = new PassedDigest(reply.MediaType ?? "");
            try
            {
                var reader = PipeReader.Create(await reply.OpenAsync());
                try
                {
                    return await ReadAsync(reader, digest, what, take, cancellationToken);
                }
                finally
                {
                    await reader.CompleteAsync();
                }
            }
            catch (Exception error) when (error is HttpRequestException or IOException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                return new GatewayError(GatewayErrorCode.ProviderError, $"The source '{source.Id}' broke off while its file was read.");
            }
        }
    }

    private static async ValueTask<Result<FileSeen>> ReadAsync(
        PipeReader reader, PassedDigest digest, string what, Func<JsonTape, int, ValueTask<GatewayError?>> take, CancellationToken cancellationToken)
    {
        for (var (line, lines) = (1, 0); ;)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var left = read.Buffer;
            while (TryReadLine(ref left, read.IsCompleted, digest, out var text))
            {
                var (refusal, isBlank) = await TakeAsync(text.ToArray(), line++, what, take);
                if (refusal is not null)
                {
                    return refusal;
                }

                lines += isBlank ? 0 : 1;
            }

            if (left.Length > MostBytes)
            {
                return Wrong(line, what, $"is longer than {MostBytes >> 20} MiB");
            }

            reader.AdvanceTo(left.Start, left.End);
            if (read.IsCompleted)
            {
                return Seen(lines, digest);
            }
        }
    }

    private static async ValueTask<(GatewayError? Refusal, bool IsBlank)> TakeAsync(
        byte[] line, int number, string what, Func<JsonTape, int, ValueTask<GatewayError?>> take)
    {
        var text = line.AsMemory().Trim(Blank);
        if (text.IsEmpty)
        {
            return (null, true);
        }

        var tape = JsonTape.Rent();
        try
        {
            return tape.TryParse(text, JsonLimits.Upstream, out var problem)
                ? (await take(tape, number), false)
                : (Wrong(number, what, $"is no JSON ({problem.Kind} at byte {problem.Offset})"), false);
        }
        finally
        {
            tape.Return();
        }
    }

    private static bool TryReadLine(ref ReadOnlySequence<byte> left, bool isLast, PassedDigest digest, out ReadOnlySequence<byte> text)
    {
        var start = left;
        if (left.PositionOf((byte)'\n') is { } end)
        {
            text = left.Slice(0, end);
            left = left.Slice(left.GetPosition(1, end));
        }
        else
        {
            text = left;
            if (!isLast || left.IsEmpty)
            {
                return false;
            }

            left = left.Slice(left.End);
        }

        foreach (var part in start.Slice(start.Start, left.Start))
        {
            digest.Add(part.Span);
        }

        return true;
    }

    private static FileSeen Seen(int lines, PassedDigest digest)
    {
        var tape = JsonTape.Rent();
        try
        {
            using var told = digest.Write();
            using var canonical = new PooledBuffer(told.Length);
            if (!tape.TryParse(told.WrittenMemory, JsonLimits.Upstream, out var problem))
            {
                throw new InvalidOperationException($"What is digested of a file is no JSON: {problem}.");
            }

            Rfc8785.Write(tape.Root, canonical);
            return new FileSeen(lines, Digest.Of(canonical.Written));
        }
        finally
        {
            tape.Return();
        }
    }

    private static GatewayError Wrong(int line, string what, string why) =>
        new(GatewayErrorCode.InvalidRequest, $"Line {line} of the {what} {why}. Each of its lines must be one JSON value.");
}
