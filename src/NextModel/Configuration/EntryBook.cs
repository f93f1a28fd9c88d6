using System.Globalization;
using NextModel.Audit;
using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Configuration;

/// <summary>Models and sources that operators set: to the store first, then into the snapshot that requests read.</summary>
public sealed class EntryBook(ISetEntryStore store, EntryKeySeal seal, LiveConfiguration live, TenancyChanges changes)
{
    private volatile IReadOnlyList<SetEntry> _all = [];

    /// <summary>All of them in the order they were set, withdrawn ones too.</summary>
    public IReadOnlyList<SetEntry> All => _all;

    /// <summary>Takes up what was kept; for the start of a process.</summary>
    /// <exception cref="InvalidDataException">One of them cannot count any more: to go on without it would serve or charge something else.</exception>
    public async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        var problems = new List<ConfigurationProblem>();
        if (!await TryTakeUpAsync(problems, cancellationToken))
        {
            throw new InvalidDataException($"What was set through the admin API does not go with nextmodel.yaml: {string.Join(" ", problems)}");
        }
    }

    /// <summary>Takes up what another replica set or withdrew.</summary>
    /// <returns>Why it does not go with the configuration of this replica; what was in force stays then.</returns>
    public async ValueTask<IReadOnlyList<ConfigurationProblem>> FollowAsync(CancellationToken cancellationToken)
    {
        var problems = new List<ConfigurationProblem>();
        await changes.FollowAsync(async () => await TryTakeUpAsync(problems, cancellationToken), cancellationToken);
        return problems;
    }

    // False when what is kept cannot count; then nothing has changed.
    private async ValueTask<bool> TryTakeUpAsync(List<ConfigurationProblem> problems, CancellationToken cancellationToken)
    {
        var all = (await store.LoadAsync(cancellationToken)).Select(seal.Open).ToList();
        if (!live.TryPut(Standing(all), problems))
        {
            return false;
        }

        _all = all;
        return true;
    }

    /// <summary>The entry of that id; null when there is none.</summary>
    public SetEntry? Find(Guid id) => _all.FirstOrDefault(one => one.Id == id);

    /// <summary>Sets a model or a source.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="by">The same, as people call them.</param>
    /// <param name="kind">Which of the two.</param>
    /// <param name="name">Its id; of a model of the catalog an alias too.</param>
    /// <param name="from">The first moment it counts; null for at once.</param>
    /// <param name="document">Its members as JSON; null goes back to what is configured.</param>
    /// <param name="apiKey">The source's key; null for none, or the one of its conventional variable.</param>
    /// <param name="cancellationToken">Gives up waiting for the writer.</param>
    public ValueTask<Result<SetEntry>> SetAsync(
        AuditActor actor, string by, SetEntryKind kind, string name, DateTimeOffset? from, string? document, string? apiKey,
        CancellationToken cancellationToken) =>
        changes.RunAsync<SetEntry>(
            async () =>
            {
                var now = Stored(changes.Now);
                if (from < now)
                {
                    return Wrong("effective_from", string.Create(
                        CultureInfo.InvariantCulture,
                        $"'effective_from' is {from:O}, which is past. What was served stays as it was: name a moment to come, or leave it out for at once."));
                }

                var id = kind == SetEntryKind.Model ? ModelCatalog.BuiltIn.Find(name)?.Id ?? name : name;
                var known = _all.Where(one => one.Kind == kind && one.Name == id).ToList();
                if (document is null && known.TrueForAll(one => one.WithdrawnAt is not null || one.Document is null))
                {
                    return Wrong("entry", $"Nothing was set for the {kind.Wire()} '{id}': there is nothing to go back from.");
                }

                if (document is null && apiKey is not null)
                {
                    return Wrong("api_key", "'api_key' goes with an entry: leave it out to go back to what is configured.");
                }

                var entry = new SetEntry
                {
                    Id = Guid.CreateVersion7(changes.Now),
                    Kind = kind,
                    Name = id,
                    Version = known.Select(one => one.Version).DefaultIfEmpty(0).Max() + 1,
                    EffectiveFrom = from is { } wanted ? Stored(wanted) : now,
                    SetAt = now,
                    SetBy = by,
                    Document = document,
                };
                entry = apiKey is null ? entry : seal.Seal(entry, apiKey);
                IReadOnlyList<SetEntry> all = [.. _all, entry];
                if (WhyNot(all, entry.EffectiveFrom, kind) is { } refusal)
                {
                    return refusal;
                }

                await store.AddAsync(entry, changes.Draft(actor, kind.Wire() + ".set", entry.WireId, "", null, Facts(entry)), cancellationToken);
                Put(all);
                return entry;
            },
            cancellationToken);

    /// <summary>Takes back an entry that does not count yet.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">Which.</param>
    /// <param name="revision">The revision the change was made from; null for any.</param>
    /// <param name="cancellationToken">Gives up waiting for the writer.</param>
    public ValueTask<Result<SetEntry>> WithdrawAsync(AuditActor actor, Guid id, long? revision, CancellationToken cancellationToken) =>
        changes.RunAsync<SetEntry>(
            async () =>
            {
                if (Find(id) is not { } before)
                {
                    return TenancyRules.Missing("entry", $"{SetEntry.IdPrefix}{id:N}");
                }

                if (TenancyRules.CheckVersion(revision, before.Revision) is { } stale)
                {
                    return stale;
                }

                if (before.WithdrawnAt is not null)
                {
                    return before;
                }

                var now = Stored(changes.Now);
                if (before.EffectiveFrom <= now)
                {
                    return new GatewayError(
                        GatewayErrorCode.Conflict,
                        string.Create(CultureInfo.InvariantCulture, $"{before.WireId} counts since {before.EffectiveFrom:O}, and receipts name it. Set another entry instead."));
                }

                var entry = before with { WithdrawnAt = now };
                IReadOnlyList<SetEntry> all = [.. _all.Select(one => one.Id == id ? entry : one)];
                if (WhyNot(all, now, before.Kind) is { } refusal)
                {
                    return refusal;
                }

                await store.WithdrawAsync(
                    entry, changes.Draft(actor, before.Kind.Wire() + ".withdraw", entry.WireId, "", Facts(before), Facts(entry)), cancellationToken);
                Put(all);
                return entry;
            },
            cancellationToken);

    private GatewayError? WhyNot(IReadOnlyList<SetEntry> all, DateTimeOffset from, SetEntryKind kind)
    {
        var problems = new List<ConfigurationProblem>();
        live.Check(Standing(all), from, problems);
        return problems.Count == 0 ? null : Wrong("entry", $"The {kind.Wire()} cannot be called like that; nothing was changed.\n" + string.Join('\n', problems.Take(20)));
    }

    private void Put(IReadOnlyList<SetEntry> all)
    {
        _all = all;
        live.TryPut(Standing(all), []);
    }

    private static List<SetEntry> Standing(IEnumerable<SetEntry> all) => [.. all.Where(one => one.WithdrawnAt is null)];

    // As exactly as it is kept.
    private static DateTimeOffset Stored(DateTimeOffset moment) => DateTimeOffset.FromUnixTimeMilliseconds(moment.ToUnixTimeMilliseconds());

    private static string Facts(SetEntry entry) => AuditFacts.Write(json =>
    {
        json.WriteString("name"u8, entry.Name);
        json.WriteNumber("version"u8, entry.Version);
        json.WriteString("effective_from"u8, entry.EffectiveFrom);
        json.WriteString("entry"u8, entry.Document);
        json.WriteString("api_key_last_four"u8, entry.KeyLastFour);
        json.WriteMoment("withdrawn_at", entry.WithdrawnAt);
    });

    private static GatewayError Wrong(string name, string message) => new(GatewayErrorCode.InvalidRequest, message, name);
}
