using System.Net;

namespace NextModel.Providers;

/// <summary>A request body sent from where it lies, piece by piece, so that a large prompt is not copied.</summary>
internal sealed class SegmentContent : HttpContent
{
    private readonly ReadOnlyMemory<ReadOnlyMemory<byte>> _segments;
    private int _writing;

    public SegmentContent(ReadOnlyMemory<ReadOnlyMemory<byte>> segments)
    {
        _segments = segments;
        Headers.TryAddWithoutValidation("Content-Type", "application/json");
    }

    /// <summary>False while somebody still reads the segments: their arrays must not be used for anything else.</summary>
    public bool IsIdle => Volatile.Read(ref _writing) == 0;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _writing);
        try
        {
            for (var i = 0; i < _segments.Length; i++)
            {
                await stream.WriteAsync(_segments.Span[i], cancellationToken);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _writing);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        foreach (var segment in _segments.Span)
        {
            length += segment.Length;
        }

        return true;
    }
}
