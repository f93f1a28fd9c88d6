namespace NextModel.Configuration;

/// <summary>Files that callers send.</summary>
public sealed record UploadOptions
{
    /// <summary>What is taken unless the file says otherwise, in MiB: as large as OpenAI takes a file.</summary>
    public const int UsualMiB = 512;

    /// <summary>Largest form that is taken, in MiB, 1 to 8192. Key <c>uploads.max_mib</c>.</summary>
    public int MaxMiB { get; init; } = UsualMiB;
}
