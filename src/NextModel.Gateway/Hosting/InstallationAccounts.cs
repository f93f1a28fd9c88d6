using Microsoft.Extensions.Logging;
using NextModel.Accounts;
using NextModel.Configuration;
using NextModel.Gateway.Admin;
using NextModel.Identity;
using NextModel.Secrets;

namespace NextModel.Gateway.Hosting;

/// <summary>People who sign in to one installation.</summary>
public sealed class InstallationAccounts : IDisposable
{
    // As long as somebody may want to recognise an old sign-in of theirs, and a network they signed in from never waits.
    private static readonly TimeSpan SessionsKept = TimeSpan.FromDays(90);
    private static readonly TimeSpan AttemptsKept = TimeSpan.FromDays(1);

    private readonly ISessionStore _sessions;
    private readonly PasswordCheck _passwords;
    private readonly TimeProvider _time;

    internal InstallationAccounts(
        IAccountStore store, ISessionStore sessions, MasterKey masterKey, AccessDirectory access, TenancyDirectory directory, TenancyChanges changes,
        AdminObjects objects, Installation installation, TimeProvider time, ILoggerFactory loggers)
    {
        _sessions = sessions;
        _time = time;
        _passwords = new PasswordCheck(Hosting.Passwords.Hashing);
        var tokens = new AccountTokens(masterKey);
        Access = new AccountAccess(access, directory);
        Sessions = new SessionBook(sessions, tokens, time);
        SecondFactors = new SecondFactors(store, masterKey, tokens, time);
        SignIns = new SignIns(store, sessions, Sessions, _passwords, SecondFactors, tokens, time, loggers.CreateLogger<SignIns>());
        Book = new AccountBook(store, SignIns, Sessions, SecondFactors, _passwords, tokens, Access, changes);
        Invitations = new InvitationBook(store, _passwords, tokens, access, directory, changes);
        Identities = new Identities(store, access, Invitations, changes);
        Operations = new AccountOperations(Book, Invitations, Sessions, objects, installation, time);
    }

    /// <summary>What an account may do now.</summary>
    public AccountAccess Access { get; }

    public SessionBook Sessions { get; }

    public SecondFactors SecondFactors { get; }

    public SignIns SignIns { get; }

    /// <summary>Changes to accounts.</summary>
    public AccountBook Book { get; }

    public InvitationBook Invitations { get; }

    /// <summary>Who somebody is whom an identity provider has named.</summary>
    public Identities Identities { get; }

    /// <summary>What administrators do about accounts.</summary>
    public AccountOperations Operations { get; }

    /// <summary>Removes what nobody needs to know of any more.</summary>
    internal ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        return _sessions.SweepAsync(now - SessionsKept, now - AttemptsKept, cancellationToken);
    }

    public void Dispose() => _passwords.Dispose();
}
