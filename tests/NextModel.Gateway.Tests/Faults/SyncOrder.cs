namespace NextModel.Gateway.Tests.Faults;

/// <summary>
/// Reads a system call trace of requests asked one after the other, and notes answers whose last bytes were sent before the ledger was
/// synced. A call that other threads interrupt stands in two lines; it has ended in the second.
/// </summary>
public sealed class SyncOrder
{
    private bool _isAsked;
    private bool _isSynced;

    /// <summary>Answers whose last bytes were sent.</summary>
    public int Answers { get; private set; }

    /// <summary>Sends that came too early.</summary>
    public List<string> Unsynced { get; } = [];

    public void Take(string line)
    {
        if (IsReceive(line) && line.Contains("POST /v1/", StringComparison.Ordinal))
        {
            _isAsked = true;
            _isSynced = false;
        }
        else if (IsSync(line) && line.EndsWith("= 0", StringComparison.Ordinal))
        {
            _isSynced = true;
        }
        else if (_isAsked && IsSend(line) && IsLast(line))
        {
            Answers++;
            _isAsked = false;
            if (!_isSynced)
            {
                Unsynced.Add(line);
            }
        }
    }

    private static bool IsReceive(string line) =>
        line.Contains("recvmsg", StringComparison.Ordinal) || line.Contains("recvfrom", StringComparison.Ordinal);

    private static bool IsSync(string line) =>
        line.Contains("fsync", StringComparison.Ordinal) || line.Contains("fdatasync", StringComparison.Ordinal);

    private static bool IsSend(string line) =>
        line.Contains("sendmsg(", StringComparison.Ordinal) || line.Contains("sendto(", StringComparison.Ordinal);

    // Either the end of a stream, or a JSON answer, which leaves whole.
    private static bool IsLast(string line) =>
        line.Contains("data: [DONE]", StringComparison.Ordinal)
        || line.Contains("\\\"object\\\":\\\"chat.completion\\\"", StringComparison.Ordinal);
}
