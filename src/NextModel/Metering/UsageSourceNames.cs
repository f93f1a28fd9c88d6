namespace NextModel.Metering;

/// <summary>The spelling of usage sources in headers, on receipts and in metrics.</summary>
public static class UsageSourceNames
{
    public static string Wire(this UsageSource source) => source switch
    {
        UsageSource.None => "none",
        UsageSource.Provider => "provider",
        UsageSource.Estimated => "estimated",
        UsageSource.Replayed => "replayed",
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, null),
    };
}
