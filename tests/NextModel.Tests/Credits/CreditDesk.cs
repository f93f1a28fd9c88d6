using NextModel.Audit;
using NextModel.Credits;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Limits;
using NextModel.Testing;
using NextModel.Testing.Credits;
using NextModel.Testing.Ledger;

namespace NextModel.Tests.Credits;

/// <summary>A process that keeps credit over a store: what a start sets up, to be started again over the same store.</summary>
internal sealed class CreditDesk : IDisposable
{
    private readonly TenancyDirectory _directory = new();

    public CreditDesk(MemoryCreditStore store, ManualTime time)
    {
        Store = store;
        Time = time;
        foreach (var number in new[] { 1, 2 })
        {
            _directory.Put(Organization(number));
        }

        Start();
    }

    public MemoryCreditStore Store { get; }

    public ManualTime Time { get; }

    public CreditAccounts Accounts { get; private set; } = null!;

    public CreditBook Book { get; private set; } = null!;

    public BudgetKeeper Keeper { get; private set; } = null!;

    public static Organization Organization(int number = 1) => SampleTenant.Caller(number).Organization;

    /// <summary>The process dies, and another begins with what the store kept.</summary>
    public void Start()
    {
        Book?.Dispose();
        Accounts = new CreditAccounts(Time);
        Book = new CreditBook(Store, Accounts, _directory, Time);
        Keeper = new BudgetKeeper(Time, Accounts);
        Wait(Book.LoadAsync(CancellationToken.None).AsTask());
    }

    public CreditState State(int organization = 1) => Book.StateOf(Organization(organization));

    public Result<PostedTransfer> Post(CreditOrder order, int organization = 1) =>
        Wait(Book.PostAsync(AuditActor.CommandLine, Organization(organization), order, CancellationToken.None).AsTask());

    public PostedTransfer Posted(CreditOrder order, int organization = 1) =>
        Post(order, organization).TryGet(out var posted, out var refusal) ? posted : throw new InvalidOperationException(refusal.Message);

    public GatewayError Refused(CreditOrder order, int organization = 1)
    {
        Post(order, organization).TryGet(out _, out var refusal).ShouldBeFalse();
        return refusal!;
    }

    public Result<PaymentResult> Tell(PaymentEvent told) => Wait(Book.ProcessAsync(told, "", CancellationToken.None).AsTask());

    public void Enforce(bool on = true, int organization = 1) =>
        Wait(Book.EnforceAsync(AuditActor.CommandLine, Organization(organization), null, on, CancellationToken.None).AsTask()).TryGet(out _, out _).ShouldBeTrue();

    public void Expire() => Wait(Book.ExpireAsync(CancellationToken.None).AsTask());

    public void Dispose() => Book.Dispose();

    // The store answers at once, so there is nothing to wait for.
    private static T Wait<T>(Task<T> done) => done.GetAwaiter().GetResult();

    private static void Wait(Task done) => done.GetAwaiter().GetResult();
}
