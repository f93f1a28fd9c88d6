namespace NextModel.Providers;

/// <summary>A body sent piece by piece, so that a large prompt is not copied.</summary>
internal sealed class SegmentContent : OutgoingContent
{
    private readonly ReadOnlyMemory<ReadOnlyMemory<byte>> _segments;

    public SegmentContent(ReadOnlyMemory<ReadOnlyMemory<byte>> segments)
    {
        _segments = segments;
        Headers.TryAddWithoutValidation("Content-Type", "application/json");
    }

    protected override async ValueTask WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        for (var i = 0; i < _segments.Length; i++)
        {
            await stream.WriteAsync(_segments.Span[i], cancellationToken);
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
