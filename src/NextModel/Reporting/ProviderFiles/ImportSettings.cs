namespace NextModel.Reporting.ProviderFiles;

/// <summary>How files are read. Limits are there for files that are not what they say.</summary>
public sealed record ImportSettings
{
    /// <summary>Most bytes of a file once it is unpacked. Default 16 GiB.</summary>
    public long MaxBytes { get; init; } = 16L << 30;

    /// <summary>Most entries of an archive. Default 1,000.</summary>
    public int MaxEntries { get; init; } = 1000;

    /// <summary>Most bytes that one packed byte may become, beyond the first 16 MiB. Default 250.</summary>
    public int MaxRatio { get; init; } = 250;

    /// <summary>Most bytes of one JSON record. Default 64 MiB.</summary>
    public int MaxRecordBytes { get; init; } = 64 << 20;

    /// <summary>Offset from UTC of the provider's days; null for the provider's usual one.</summary>
    public TimeSpan? Zone { get; init; }

    /// <summary>Whether decimals are written with a comma.</summary>
    public bool DecimalComma { get; init; }

    /// <summary>How the columns of a file of no known provider are read; null for the known ones.</summary>
    public FileMapping? Mapping { get; init; }
}
