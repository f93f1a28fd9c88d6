using NextModel.Credits;

namespace NextModel.Testing.Credits;

/// <summary>Credit kept in the simplest way: lists, and sums over entries. What is in it survives a process that only uses it.</summary>
public sealed class MemoryCreditStore : ICreditStore
{
    private readonly List<PostedTransfer> _transfers = [];
    private readonly Dictionary<string, long> _balances = [];
    private readonly Dictionary<(string, string), Payment> _payments = [];
    private readonly HashSet<(string, string)> _events = [];
    private readonly Dictionary<string, CreditSetting> _settings = [];

    /// <summary>True makes every write fail before anything of it is kept.</summary>
    public bool Fails { get; set; }

    public IReadOnlyList<PostedTransfer> Transfers => _transfers;

    /// <summary>The sum of the entries of an organization's balance.</summary>
    public long BalanceOf(string organizationId) => _balances.GetValueOrDefault(organizationId);

    public ValueTask<IReadOnlyList<CreditBalance>> LoadAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<CreditBalance>>(
    [
        .. _transfers.Select(posted => posted.Transfer.OrganizationId).Concat(_settings.Keys).Distinct().Select(id => new CreditBalance(
            id, "USD", _settings.GetValueOrDefault(id)?.IsEnforced ?? false, _settings.GetValueOrDefault(id)?.Version ?? 0,
            Entries(id).Where(entry => entry.Account == CreditAccountKind.Paid).Sum(entry => entry.Nano),
            [
                .. Entries(id).Where(entry => entry.Account == CreditAccountKind.Promo).GroupBy(entry => entry.Promo!.Value)
                    .Select(promo => new CreditPromo(
                        promo.Key, _transfers.First(posted => posted.Transfer.Id == promo.Key).Transfer.ExpiresAt, promo.Sum(entry => entry.Nano)))
                    .Where(promo => promo.Nano != 0),
            ])),
    ]);

    public ValueTask PostAsync(CreditPosting posting, CancellationToken cancellationToken)
    {
        if (Fails)
        {
            throw new IOException("The disk is gone.");
        }

        if ((posting.Event is { } told && _events.Contains((told.Source, told.Id)))
            || posting.Transfers.Any(one => _transfers.Any(posted => IsTwice(one, posted.Transfer))))
        {
            throw new InvalidOperationException("This stands in the books already.");
        }

        Add(posting.Transfers);
        if (posting.Setting is { } setting)
        {
            _settings[setting.OrganizationId] = setting;
        }

        if (posting.Payment is { } payment)
        {
            _payments[(payment.Source, payment.Id)] = payment;
        }

        if (posting.Event is { } known)
        {
            _events.Add((known.Source, known.Id));
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Adds the charges of a commit.</summary>
    public void Add(IEnumerable<CreditTransfer> transfers)
    {
        foreach (var transfer in transfers)
        {
            _balances[transfer.OrganizationId] = BalanceOf(transfer.OrganizationId) + transfer.AmountNano;
            _transfers.Add(new PostedTransfer(_transfers.Count + 1, BalanceOf(transfer.OrganizationId), transfer));
        }
    }

    public ValueTask<IReadOnlyList<PostedTransfer>> ListAsync(CreditQuery query, CancellationToken cancellationToken)
    {
        var found = _transfers.Where(posted =>
            posted.Transfer.OrganizationId == query.OrganizationId
            && (query.After is not { } after || (query.OldestFirst ? posted.Position > after : posted.Position < after))
            && (query.Kind is not { } kind || posted.Transfer.Kind == kind)
            && (query.Id is not { } id || posted.Transfer.Id == id)
            && (query.ExternalId is not { } externalId || posted.Transfer.ExternalId == externalId)
            && (query.Reverses is not { } reverses || posted.Transfer.Reverses == reverses)
            && (query.From is not { } from || posted.Transfer.At >= from)
            && (query.To is not { } to || posted.Transfer.At < to));
        return ValueTask.FromResult<IReadOnlyList<PostedTransfer>>([.. (query.OldestFirst ? found : found.Reverse()).Take(query.Limit)]);
    }

    public ValueTask<Payment?> FindPaymentAsync(string source, string id, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_payments.GetValueOrDefault((source, id)));

    public ValueTask<bool> HasEventAsync(string source, string eventId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_events.Contains((source, eventId)));

    public ValueTask<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<string>>(
        [.. _transfers.Where(posted => posted.Transfer.Entries.Sum(entry => entry.Nano) != 0).Select(posted => posted.Transfer.WireId)]);

    private IEnumerable<CreditEntry> Entries(string organizationId) =>
        _transfers.Where(posted => posted.Transfer.OrganizationId == organizationId).SelectMany(posted => posted.Transfer.Entries).Where(entry => entry.IsBalance);

    private static bool IsTwice(CreditTransfer one, CreditTransfer other) =>
        one.Id == other.Id || (one.Reverses is not null && one.Reverses == other.Reverses)
        || (one.OrganizationId == other.OrganizationId && one.ExternalId is not null && one.ExternalId == other.ExternalId);
}
