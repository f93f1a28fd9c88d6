using Microsoft.Extensions.Logging;
using NextModel.Telemetry;

namespace NextModel.Gateway.Hosting;

/// <summary>Tells of files that were damaged and can be done without: where each lies now, and what is lost with it.</summary>
internal sealed partial class FilesSetAside(ICollection<string> findings, ILogger<FilesSetAside> logger)
{
    /// <summary>To be told where the file went, should it be damaged.</summary>
    public Action<string> Note(string file, string lost) => path =>
    {
        findings.Add($"{file} was damaged; it lies in {path} and a new one was made. {lost}.");
        LogSetAside(file, path, lost);
    };

    [LoggerMessage(EventIds.FileSetAside, LogLevel.Error, "{File} was damaged and lies in {Path} now. {Lost}")]
    private partial void LogSetAside(string file, string path, string lost);
}
