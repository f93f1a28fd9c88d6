using System.Security.Cryptography;
using NextModel.Gateway.Hosting;
using NextModel.Reporting.Reconciliation;

namespace NextModel.Gateway.Reconciling;

/// <summary>Providers' files and reports in the data directory, each organization's apart from all others.</summary>
internal sealed class ReconciliationShelf(string directory)
{
    private const int Block = 1 << 16;

    private string Incoming => Path.Combine(directory, "incoming");

    /// <summary>For what does not fit in memory.</summary>
    public string Temporary => Incoming;

    /// <summary>Forgets what an earlier process left behind in the middle.</summary>
    public void Begin()
    {
        PrivateDirectory.Ensure(directory);
        if (Directory.Exists(Incoming))
        {
            Directory.Delete(Incoming, recursive: true);
        }

        PrivateDirectory.Ensure(Incoming);
    }

    /// <summary>Takes a file in; null when it is longer than it may be. Returns where it is and its digest.</summary>
    public async ValueTask<(string Path, string Sha256)?> ReceiveAsync(Stream body, long maxBytes, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Incoming, "file");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, Block, useAsync: true);
        var buffer = new byte[Block];
        var length = 0L;
        while (await body.ReadAsync(buffer, cancellationToken) is var read && read > 0)
        {
            length += read;
            if (length > maxBytes)
            {
                return null;
            }

            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        await file.FlushAsync(cancellationToken);
        file.Flush(flushToDisk: true);
        return (path, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    public FileStream OpenFile(string organizationId, string sha256) => File.OpenRead(FilePath(organizationId, sha256));

    /// <summary>Keeps a received file under its digest.</summary>
    public void Keep(string organizationId, string received, string sha256)
    {
        var path = FilePath(organizationId, sha256);
        PrivateDirectory.Ensure(Path.GetDirectoryName(path)!);
        File.Move(received, path, overwrite: true);
    }

    /// <summary>Writes a report aside; <see cref="Keep(string, Guid)"/> puts it in place.</summary>
    public string Draft(ReconciliationReport report)
    {
        var draft = Path.Combine(Incoming, "report");
        ReportFiles.Write(report, draft);
        return Path.Combine(draft, ReportFiles.Json);
    }

    public void Keep(string organizationId, Guid id)
    {
        var path = ReportDirectory(organizationId, id);
        PrivateDirectory.Ensure(Path.GetDirectoryName(path)!);
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        Directory.Move(Path.Combine(Incoming, "report"), path);
    }

    /// <summary>One form of a report; null when it is not there.</summary>
    public FileStream? OpenReport(string organizationId, Guid id, string form)
    {
        var path = Path.Combine(ReportDirectory(organizationId, id), form);
        return File.Exists(path) ? File.OpenRead(path) : null;
    }

    public void Delete(string organizationId, Guid id, IEnumerable<string> files)
    {
        var report = ReportDirectory(organizationId, id);
        if (Directory.Exists(report))
        {
            Directory.Delete(report, recursive: true);
        }

        foreach (var file in files)
        {
            File.Delete(FilePath(organizationId, file));
        }
    }

    // Both are ids of ours or hex: no name from outside is in a path.
    private string FilePath(string organizationId, string sha256) => Path.Combine(directory, organizationId, "files", sha256);

    private string ReportDirectory(string organizationId, Guid id) => Path.Combine(directory, organizationId, "reports", id.ToString("N"));
}
