namespace NextModel.Gateway.Hosting;

/// <summary>What was opened for somebody, in order: it is disposed with this, the last first.</summary>
internal sealed class OwnedParts : IDisposable
{
    private readonly Stack<IDisposable> _opened = new();

    /// <summary>Takes a part over, and gives it back to be used.</summary>
    public T Own<T>(T part)
        where T : IDisposable
    {
        _opened.Push(part);
        return part;
    }

    public void Dispose()
    {
        while (_opened.TryPop(out var part))
        {
            part.Dispose();
        }
    }
}
