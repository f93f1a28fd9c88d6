using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace NextModel.Load.Servers;

/// <summary>
/// A fast fake of a model source, of any dialect. Reads the body whole and answers at once: JSON, all events of a stream in one write, for the model
/// <c>load-long</c> many more of them; or, for <c>load-timed</c>, one event each 10 ms, for <c>load-slow</c> one each second.
/// </summary>
internal static class UpstreamServer
{
    private static readonly TimeSpan TimedGap = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan SlowGap = TimeSpan.FromSeconds(1);

    public static Task RunAsync(int port) => LoopbackServer.RunAsync(port, AnswerAsync);

    private static async Task AnswerAsync(HttpContext context)
    {
        var (stream, isLong, gap) = await ReadAsync(context.Request);
        var response = context.Response;
        if (DialectAnswers.At(context.Request.Path.Value!, out var addressStreams) is { } other)
        {
            stream |= addressStreams;
            var body = !stream ? other.Json : isLong ? other.LongStream : other.Stream;
            response.ContentType = stream ? other.StreamType : "application/json";
            response.ContentLength = body.Length;
            await response.Body.WriteAsync(body, context.RequestAborted);
            return;
        }

        if (!stream)
        {
            response.ContentType = "application/json";
            response.ContentLength = CannedAnswers.Json.Length;
            await response.Body.WriteAsync(CannedAnswers.Json, context.RequestAborted);
            return;
        }

        response.ContentType = "text/event-stream; charset=utf-8";
        if (gap == TimeSpan.Zero)
        {
            await response.Body.WriteAsync(isLong ? CannedAnswers.LongSse : CannedAnswers.Sse, context.RequestAborted);
            return;
        }

        foreach (var one in CannedAnswers.SseEvents)
        {
            await response.Body.WriteAsync(one, context.RequestAborted);
            await Task.Delay(gap, context.RequestAborted);
        }
    }

    // Translators may say that they want a stream after all that was said.
    private static async Task<(bool Stream, bool IsLong, TimeSpan Gap)> ReadAsync(HttpRequest request)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false);
            var head = buffer.AsSpan(0, length);
            var stream = head.IndexOf("\"stream\":true"u8) >= 0;
            var isLong = head.IndexOf("\"load-long\""u8) >= 0;
            var gap = head.IndexOf("\"load-timed\""u8) >= 0 ? TimedGap : head.IndexOf("\"load-slow\""u8) >= 0 ? SlowGap : TimeSpan.Zero;
            while (await request.Body.ReadAsync(buffer) > 0)
            {
            }

            return (stream, isLong, gap);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
