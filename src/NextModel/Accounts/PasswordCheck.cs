namespace NextModel.Accounts;

/// <summary>
/// Hashes and compares passwords, few at a time: each costs a processor a tenth of a second, and the requests of callers need the others.
/// </summary>
public sealed class PasswordCheck : IDisposable
{
    private const int MostWaiting = 32;

    private readonly PasswordHashing _hashing;
    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly Lazy<string> _nobodys;
    private int _waiting;

    public PasswordCheck(PasswordHashing hashing)
    {
        ArgumentNullException.ThrowIfNull(hashing);
        _hashing = hashing;
        _nobodys = new Lazy<string>(() => hashing.Hash("the password of nobody"));
    }

    /// <summary>Compares; where there is no hash, with one that nothing has, so that both take the same time. Null when too many wait.</summary>
    public async ValueTask<PasswordVerdict?> VerifyAsync(string? hash, string password, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(password);
        var tried = password.Length > PasswordRules.Longest ? password[..PasswordRules.Longest] : password;
        if (await RunAsync(() => (PasswordVerdict?)_hashing.Verify(hash ?? _nobodys.Value, tried), cancellationToken) is not { } verdict)
        {
            return null;
        }

        return hash is null || tried.Length != password.Length ? PasswordVerdict.Wrong : verdict;
    }

    /// <summary>A new hash; null when too many wait.</summary>
    public ValueTask<string?> HashAsync(string password, CancellationToken cancellationToken) =>
        RunAsync(() => (string?)_hashing.Hash(password), cancellationToken);

    public void Dispose() => _turns.Dispose();

    private async ValueTask<T?> RunAsync<T>(Func<T?> work, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return default;
        }

        try
        {
            await _turns.WaitAsync(cancellationToken);
            try
            {
                return work();
            }
            finally
            {
                _turns.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
