using CacheSafety.Reports;

namespace CacheSafety.Commands;

/// <summary>A JSON report that a command works on.</summary>
internal static class ReportFile
{
    /// <summary>The report; null and a message when it cannot be read.</summary>
    public static async Task<BenchReport?> ReadAsync(string path, BenchConsole console, CancellationToken cancellationToken)
    {
        try
        {
            return ReportJson.Read(await File.ReadAllTextAsync(path, cancellationToken));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            console.Fail($"{path} cannot be read: {error.Message}");
            return null;
        }
    }
}
