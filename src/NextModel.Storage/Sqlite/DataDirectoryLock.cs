using System.Globalization;

namespace NextModel.Storage.Sqlite;

/// <summary>
/// Held by the one process that may write in a data directory. The system lets go of it when the process dies, however it dies.
/// </summary>
public sealed class DataDirectoryLock : IDisposable
{
    private const string LockName = "nextmodel.lock";
    private const string HolderName = "nextmodel.pid";

    private readonly FileStream _file;

    private DataDirectoryLock(FileStream file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="IOException">Another process has it; the message says which.</exception>
    public static DataDirectoryLock Acquire(string directory)
    {
        FileStream file;
        try
        {
            // FileShare.None is flock(LOCK_EX | LOCK_NB) on Unix.
            file = new FileStream(Path.Combine(directory, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException inUse) when (inUse is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
        {
            throw new IOException(
                $"{Path.GetFullPath(directory)} is in use by process {Holder(directory)}. Only one process may write there: stop that one, or choose another NEXTMODEL_DATA.",
                inUse);
        }

        // The locked file itself cannot be read by others, so the holder's number lies beside it.
        File.WriteAllText(Path.Combine(directory, HolderName), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new DataDirectoryLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static string Holder(string directory)
    {
        try
        {
            return File.ReadAllText(Path.Combine(directory, HolderName)).Trim() is { Length: > 0 } id ? id : "unknown";
        }
        catch (IOException)
        {
            return "unknown";
        }
    }
}
