namespace NextModel.Configuration;

/// <summary>The one reference to the snapshot in force.</summary>
public sealed class SnapshotHolder(GatewaySnapshot initial)
{
    private volatile GatewaySnapshot _current = initial;

    /// <summary>Read once per request.</summary>
    public GatewaySnapshot Current => _current;

    public void Replace(GatewaySnapshot snapshot) => _current = snapshot;
}
