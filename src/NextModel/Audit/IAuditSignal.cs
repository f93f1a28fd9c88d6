namespace NextModel.Audit;

/// <summary>Tells when the trail may have grown, whoever wrote to it.</summary>
public interface IAuditSignal
{
    /// <summary>Returns when there may be an entry more, at the latest after <paramref name="atMost"/>.</summary>
    ValueTask WaitAsync(TimeSpan atMost, CancellationToken cancellationToken);
}
