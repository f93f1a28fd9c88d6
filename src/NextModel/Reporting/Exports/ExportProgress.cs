using System.Globalization;
using System.Text.Json;
using NextModel.Ledger;

namespace NextModel.Reporting.Exports;

/// <summary>Until when each schedule's exports of each organization are done, in a small file: files that were taken away are not made again.</summary>
public sealed class ExportProgress
{
    private readonly string _path;
    private readonly Dictionary<string, string> _done;

    /// <param name="path">Of the file; made when there is none.</param>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public ExportProgress(string path)
    {
        _path = path;
        try
        {
            _done = File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), ExportProgressJson.Default.DictionaryStringString) ?? [] : [];
        }
        catch (JsonException damaged)
        {
            throw new InvalidDataException($"{path} is damaged. Delete it: schedules then begin again with the period that ended last.", damaged);
        }
    }

    /// <summary>End of the last period that is done; null when none is.</summary>
    public DateTimeOffset? DoneUntil(string schedule, string organizationId) =>
        _done.TryGetValue(Key(schedule, organizationId), out var until) && DateTimeOffset.TryParse(until, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : null;

    /// <summary>Remembers it, durably.</summary>
    public void Note(string schedule, string organizationId, DateTimeOffset until)
    {
        _done[Key(schedule, organizationId)] = until.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);
        DurableFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(_done, ExportProgressJson.Default.DictionaryStringString));
    }

    private static string Key(string schedule, string organizationId) => $"{schedule}/{organizationId}";
}
