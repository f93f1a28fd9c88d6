namespace NextModel.Credits;

/// <summary>
/// What the receipts of one commit charge to credits: one transfer per organization, whatever the number of receipts. Used again for the
/// next commit.
/// </summary>
public sealed class CreditCharges
{
    private readonly Dictionary<CreditAccount, Sum> _sums = [];
    private readonly List<CreditTransfer> _transfers = [];

    /// <summary>What is to be posted with the receipts; complete after <see cref="Close"/>.</summary>
    public IReadOnlyList<CreditTransfer> All => _transfers;

    /// <summary>Forgets the commit before.</summary>
    public void Clear()
    {
        _sums.Clear();
        _transfers.Clear();
    }

    /// <summary>Adds what one receipt charges.</summary>
    /// <param name="hold">What its request held; null when it held none.</param>
    /// <param name="nano">Charged, at most what was held.</param>
    /// <param name="logId">The log of the receipt.</param>
    /// <param name="sequence">Its place there.</param>
    public void Add(CreditHold? hold, long nano, Guid logId, long sequence)
    {
        if (hold?.Account is not { } account || nano == 0)
        {
            return;
        }

        if (!_sums.TryGetValue(account, out var sum))
        {
            sum = new Sum(account, logId) { First = sequence };
            _sums.Add(account, sum);
        }

        sum.Nano += nano;
        sum.Last = sequence;
        sum.Count++;
    }

    /// <summary>Takes the sums from what the organizations have, and makes the transfers of it.</summary>
    /// <param name="now">When.</param>
    public void Close(DateTimeOffset now)
    {
        foreach (var sum in _sums.Values)
        {
            sum.Spend();
            _transfers.Add(sum.Transfer(now));
        }
    }

    /// <summary>The commit is durable.</summary>
    public void Commit()
    {
        foreach (var sum in _sums.Values)
        {
            sum.Confirm();
        }
    }

    /// <summary>The commit failed: everything is as it was before.</summary>
    public void RollBack()
    {
        foreach (var sum in _sums.Values)
        {
            sum.Unspend();
        }
    }

    private sealed class Sum(CreditAccount account, Guid logId)
    {
        private readonly List<CreditSlice> _slices = [];
        private long _paid;
        private bool _isSpent;

        public long Nano { get; set; }

        public required long First { get; init; }

        public long Last { get; set; }

        public int Count { get; set; }

        public void Spend()
        {
            lock (account.Gate)
            {
                _paid = account.Spend(Nano, _slices);
                _isSpent = true;
            }
        }

        public void Confirm()
        {
            if (_slices.Count > 0)
            {
                lock (account.Gate)
                {
                    account.Tidy();
                }
            }
        }

        public void Unspend()
        {
            if (_isSpent)
            {
                lock (account.Gate)
                {
                    account.Unspend(Nano, _paid, _slices);
                }
            }
        }

        public CreditTransfer Transfer(DateTimeOffset now)
        {
            var entries = new List<CreditEntry>(_slices.Count + 2);
            foreach (var (promo, nano) in _slices)
            {
                entries.Add(new CreditEntry(CreditAccountKind.Promo, promo.Id, -nano));
            }

            if (_paid != 0)
            {
                entries.Add(new CreditEntry(CreditAccountKind.Paid, null, -_paid));
            }

            entries.Add(new CreditEntry(CreditAccountKind.Revenue, null, Nano));
            return new CreditTransfer
            {
                Id = Guid.CreateVersion7(now),
                OrganizationId = account.OrganizationId,
                Kind = CreditTransferKind.Charge,
                Currency = account.Currency,
                At = now,
                Entries = entries,
                Receipts = new CreditReceipts(logId, First, Last, Count),
            };
        }
    }
}
