using System.IO.Compression;
using NextModel.Reporting.Reconciliation;

namespace NextModel.Reporting.ProviderFiles;

/// <summary>
/// Reads a provider's file, plain, gzip or zip, row by row in bounded memory. A problem with any row is one of the whole file: what was
/// handed out before it is not to be used.
/// </summary>
public sealed class ProviderFileReader
{
    /// <summary>Stands for files of any origin, which need a mapping.</summary>
    public const string Mapped = "mapped";

    private readonly ImportSettings _settings;
    private readonly IReadOnlyList<ProviderFormat> _formats;
    private readonly string _provider;

    /// <param name="provider">The provider's word.</param>
    /// <param name="settings">How files are read.</param>
    public ProviderFileReader(string provider, ImportSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _provider = provider;
        _settings = settings;
        _formats = settings.Mapping is { } mapping ? [MappedFormat.Of(mapping)] : ProviderFormats.Of(provider);
    }

    /// <summary>Reads one file.</summary>
    /// <param name="file">Can be sought in.</param>
    /// <param name="number">Its number in the run.</param>
    /// <param name="row">Takes its rows.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ImportedFile Read(Stream file, int number, Action<ProviderRow> row, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        var import = new FileImport(_provider, _formats, _settings, number, row, cancellationToken);
        try
        {
            var magic = new byte[4];
            var length = file.ReadAtLeast(magic, 4, throwOnEndOfStream: false);
            file.Position = 0;
            if (length == 4 && magic is [(byte)'P', (byte)'K', 3 or 5, 4 or 6])
            {
                ReadArchive(file, import);
            }
            else if (length >= 2 && magic is [0x1f, 0x8b, ..])
            {
                using var unpacked = new LimitedStream(new GZipStream(file, CompressionMode.Decompress, leaveOpen: true), () => file.Position, _settings);
                import.Read(unpacked, "");
            }
            else
            {
                using var plain = new LimitedStream(new PrefixedStream(default, file), () => long.MaxValue, _settings);
                import.Read(plain, "");
            }
        }
        catch (InvalidDataException error)
        {
            import.Refuse(new ImportProblem(0, error.Message));
        }

        return import.End();
    }

    private void ReadArchive(Stream file, FileImport import)
    {
        using var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        if (archive.Entries.Count > _settings.MaxEntries)
        {
            throw new InvalidDataException(FormattableString.Invariant($"The archive has more than {_settings.MaxEntries} entries."));
        }

        foreach (var entry in archive.Entries.Where(entry => entry.Name.Length > 0).OrderBy(entry => entry.FullName, StringComparer.Ordinal))
        {
            using var unpacked = new LimitedStream(entry.Open(), () => entry.CompressedLength, _settings);
            import.Read(unpacked, entry.FullName);
        }
    }
}
