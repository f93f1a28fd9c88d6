using System.Globalization;

namespace NextModel.Reporting.Reconciliation;

/// <summary>A directory of its own for what does not fit in memory; gone when disposed of.</summary>
/// <param name="parent">Where it is made, when it is needed.</param>
/// <param name="time">Gives it a name.</param>
/// <param name="maxInMemory">Records a sorter holds before it writes them out.</param>
public sealed class SpillSpace(string parent, TimeProvider time, int maxInMemory = SpillSpace.DefaultMaxInMemory) : IDisposable
{
    /// <summary>About 20 MB of records in a sorter.</summary>
    public const int DefaultMaxInMemory = 50_000;

    private string? _directory;
    private int _files;

    public int MaxInMemory => maxInMemory;

    /// <summary>A new file that is gone when it is closed.</summary>
    public FileStream Create()
    {
        if (_directory is null)
        {
            _directory = Path.Combine(parent, $"nextmodel-reconcile-{Guid.CreateVersion7(time.GetUtcNow()):N}");
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(_directory);
            }
            else
            {
                Directory.CreateDirectory(_directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        var path = Path.Combine(_directory, (++_files).ToString(CultureInfo.InvariantCulture));
        return new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
    }

    public void Dispose()
    {
        if (_directory is { } made && Directory.Exists(made))
        {
            Directory.Delete(made, recursive: true);
        }
    }
}
