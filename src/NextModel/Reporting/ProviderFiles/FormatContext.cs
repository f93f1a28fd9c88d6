namespace NextModel.Reporting.ProviderFiles;

/// <summary>What a format is told beside the record.</summary>
/// <param name="File">Number of the file in the run.</param>
/// <param name="Zone">Offset from UTC of the provider's days.</param>
/// <param name="Mapping">For files of no known provider.</param>
internal sealed record FormatContext(int File, TimeSpan Zone, FileMapping? Mapping)
{
    public const long Day = 86_400_000;

    private bool? _view;

    /// <summary>Rows that are about something else than models.</summary>
    public long Skipped { get; set; }

    /// <summary>True when the file has rows of another view before.</summary>
    public bool View(bool isFirstView)
    {
        _view ??= isFirstView;
        return _view != isFirstView;
    }
}
