namespace NextModel.Accounts;

/// <summary>How many attempts in a row may fail before each further one has to wait, each wait twice the one before.</summary>
/// <param name="Subject">Digest of whom is tried; empty for anybody.</param>
/// <param name="Network">From where; empty for anywhere.</param>
/// <param name="Free">Attempts without a wait.</param>
/// <param name="Longest">The longest wait; the first is a minute.</param>
/// <param name="Forgotten">Attempts older than this do not count.</param>
public sealed record AttemptRule(string Subject, string Network, int Free, TimeSpan Longest, TimeSpan Forgotten)
{
    private const int MostDoublings = 10;

    /// <summary>Tries of one account from one network.</summary>
    public static AttemptRule OfAccountThere(string subject, string network) => new(subject, network, 5, TimeSpan.FromMinutes(15), TimeSpan.FromHours(24));

    /// <summary>Tries from one network, whomever they name.</summary>
    public static AttemptRule OfNetwork(string network) => new("", network, 20, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10));

    /// <summary>Tries of one account from networks it never signed in from.</summary>
    public static AttemptRule OfAccount(string subject) => new(subject, "", 100, TimeSpan.FromMinutes(15), TimeSpan.FromHours(24));

    /// <summary>How many of those counted still count.</summary>
    public int Counting(int count, DateTimeOffset lastAt, DateTimeOffset now) => now - lastAt >= Forgotten ? 0 : count;

    /// <summary>How long to wait after so many; zero or less for no time.</summary>
    public TimeSpan Wait(int count, DateTimeOffset lastAt, DateTimeOffset now)
    {
        var over = Counting(count, lastAt, now) - Free;
        if (over < 0)
        {
            return TimeSpan.Zero;
        }

        var wait = TimeSpan.FromMinutes(1 << Math.Min(over, MostDoublings));
        return lastAt + (wait < Longest ? wait : Longest) - now;
    }
}
