namespace NextModel.Catalog;

/// <summary>How long a source may take, stage by stage.</summary>
/// <param name="Connect">TCP and TLS. Default 10 s.</param>
/// <param name="FirstByte">From the request sent to the first byte of the answer's body. Default 60 s.</param>
/// <param name="Idle">Between two reads of the body. Default 30 s.</param>
/// <param name="Total">The whole request with all its attempts. Default 30 min.</param>
public sealed record SourceTimeouts(TimeSpan Connect, TimeSpan FirstByte, TimeSpan Idle, TimeSpan Total)
{
    public static SourceTimeouts Default { get; } =
        new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(30));
}
