namespace NextModel.Ledger;

/// <summary>
/// Checks that the receipts of an organization, handed in as they stand in its export, are all there and in the order they were
/// written: each log a gapless chain, each new log continuing an earlier one. Logs of several replicas stand side by side: each continues
/// what had ended before its replica began, so two may continue the same. Only complete exports can pass; a narrower one proves membership,
/// not completeness.
/// </summary>
/// <param name="checkpoint">A signed statement the logs and trees must agree with; null for none.</param>
public sealed class LogChainVerifier(Checkpoint? checkpoint = null)
{
    private readonly Dictionary<string, LedgerHead> _heads =
        (checkpoint?.Heads ?? []).ToDictionary(head => head.LogId.ToString(), StringComparer.Ordinal);

    private readonly Dictionary<string, LedgerHead> _treeHeads =
        (checkpoint?.Heads ?? []).Where(head => head.Tree is not null).ToDictionary(head => head.OrganizationId, StringComparer.Ordinal);

    private readonly Dictionary<(string Organization, string Log), ReceiptPlace> _last = [];

    // The last entry of each log of an organization, to find what a new log continues however many there are.
    private readonly Dictionary<(string Organization, ReceiptHash Hash), int> _ends = [];

    // What logs of an organization say they continue: another that was begun beside one of them may say so too.
    private readonly HashSet<(string Organization, ReceiptHash Predecessor)> _continued = [];
    private readonly HashSet<string> _organizations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MerkleFrontier> _trees = new(StringComparer.Ordinal);

    /// <summary>True for a stretch of time: logs may have begun before it, at any entry. Default no.</summary>
    public bool BeginsAnywhere { get; init; }

    /// <summary>Takes the next receipt; returns what is wrong between it and those before, or null.</summary>
    public ReceiptProblem? Add(ReceiptPlace place)
    {
        ArgumentNullException.ThrowIfNull(place);
        var key = (place.OrganizationId, place.LogId);
        var known = _last.TryGetValue(key, out var before);
        var problem = known ? Continue(before!, place) : Begin(place);
        if (known && --_ends[(place.OrganizationId, before!.Hash)] == 0)
        {
            _ends.Remove((place.OrganizationId, before.Hash));
        }

        _last[key] = place;
        _organizations.Add(place.OrganizationId);
        _ends[(place.OrganizationId, place.Hash)] = _ends.GetValueOrDefault((place.OrganizationId, place.Hash)) + 1;
        var uprooted = Grow(place);
        return problem ?? CheckHead(place) ?? uprooted;
    }

    /// <summary>After the last receipt: whether the logs reach as far as the checkpoint says.</summary>
    public IEnumerable<ReceiptProblem> End()
    {
        foreach (var head in checkpoint?.Heads ?? [])
        {
            var reached = _last.GetValueOrDefault((head.OrganizationId, head.LogId.ToString()))?.Sequence ?? 0;
            var grown = _trees.GetValueOrDefault(head.OrganizationId)?.Size ?? 0;
            if (reached < head.Size)
            {
                yield return new(
                    ReceiptProblemCode.ChainGap,
                    $"Log {head.LogId} had {head.Size} entries at the checkpoint of {checkpoint!.MadeAt:u}; {reached} are here.");
            }
            else if (grown < head.Tree?.Size)
            {
                yield return new(
                    ReceiptProblemCode.ChainGap,
                    $"{head.OrganizationId} had {head.Tree.Size} receipts at the checkpoint of {checkpoint!.MadeAt:u}; {grown} are here.");
            }
        }
    }

    // Earlier logs are pinned by the tree: what was rewritten in one shows when the tree is as large as the checkpoint saw it.
    private ReceiptProblem? Grow(ReceiptPlace place)
    {
        if (!_treeHeads.TryGetValue(place.OrganizationId, out var head))
        {
            return null;
        }

        if (!_trees.TryGetValue(place.OrganizationId, out var tree))
        {
            _trees[place.OrganizationId] = tree = new MerkleFrontier();
        }

        tree.Add(place.Hash);
        return tree.Size == head.Tree!.Size && tree.Root != head.Tree.Root
            ? new(
                ReceiptProblemCode.ChainBroken,
                $"The first {tree.Size} receipts of {place.OrganizationId} are not those that the checkpoint of {checkpoint!.MadeAt:u} saw.")
            : null;
    }

    private ReceiptProblem? CheckHead(ReceiptPlace place) =>
        _heads.TryGetValue(place.LogId, out var head) && place.Sequence == head.Size && place.Hash != head.Hash
            ? new(ReceiptProblemCode.ChainBroken, $"{place.ReceiptId} is not the entry {head.Size} that the checkpoint of {checkpoint!.MadeAt:u} saw.")
            : null;

    private static ReceiptProblem? Continue(ReceiptPlace before, ReceiptPlace place)
    {
        if (place.Sequence != before.Sequence + 1)
        {
            return new(
                ReceiptProblemCode.ChainGap,
                $"{place.ReceiptId} is entry {place.Sequence} of log {place.LogId}, after entry {before.Sequence}: some are missing or stand twice.");
        }

        if (place.PreviousHash != before.Hash)
        {
            return new(
                ReceiptProblemCode.ChainBroken, $"{place.ReceiptId} follows {place.PreviousHash}, but the entry before it is {before.Hash}.");
        }

        return string.CompareOrdinal(place.CompletedAt, before.CompletedAt) < 0
            ? new(ReceiptProblemCode.ChainBroken, $"{place.ReceiptId} was completed before the entry it follows.")
            : null;
    }

    private ReceiptProblem? Begin(ReceiptPlace place)
    {
        if (BeginsAnywhere && (place.Sequence != 1 || !_organizations.Contains(place.OrganizationId)))
        {
            return null;
        }

        if (place.Sequence != 1)
        {
            return new(ReceiptProblemCode.ChainGap, $"Log {place.LogId} begins with entry {place.Sequence}: those before it are missing.");
        }

        var isFirst = !_organizations.Contains(place.OrganizationId);
        if (!_continued.Add((place.OrganizationId, place.PreviousHash)))
        {
            return null;
        }

        if (place.PreviousHash == ReceiptHash.None)
        {
            return isFirst ? null : new(ReceiptProblemCode.ChainBroken, $"Log {place.LogId} names no predecessor, though there is one.");
        }

        return _ends.ContainsKey((place.OrganizationId, place.PreviousHash))
            ? null
            : new(
                isFirst ? ReceiptProblemCode.ChainGap : ReceiptProblemCode.ChainBroken,
                $"Log {place.LogId} continues {place.PreviousHash}, which is not the end of a log before it.");
    }
}
