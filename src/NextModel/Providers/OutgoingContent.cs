namespace NextModel.Providers;

/// <summary>A request body sent from where it lies.</summary>
internal abstract class OutgoingContent : HttpContent
{
    private int _writing;

    /// <summary>False while somebody still reads what is sent: it must not be used for anything else.</summary>
    public bool IsIdle => Volatile.Read(ref _writing) == 0;

    protected sealed override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected sealed override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _writing);
        try
        {
            await WriteAsync(stream, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _writing);
        }
    }

    /// <summary>Writes all of it.</summary>
    protected abstract ValueTask WriteAsync(Stream stream, CancellationToken cancellationToken);
}
