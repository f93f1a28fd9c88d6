using NextModel.Audit;
using NextModel.Errors;

namespace NextModel.Identity;

/// <summary>Issues, changes, rotates and revokes API keys: to the store first, then to the directory requests read.</summary>
public sealed class ApiKeys(ITenancyStore store, TenancyDirectory directory, KeyDigest digests, TenancyChanges changes)
{
    /// <summary>Longest time that a replaced secret goes on working.</summary>
    public static TimeSpan MaxGrace { get; } = TimeSpan.FromDays(30);

    /// <summary>Issues a key. The raw key is only in the answer.</summary>
    public ValueTask<Result<IssuedKey>> IssueAsync(AuditActor actor, KeyRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return changes.RunAsync<IssuedKey>(
            async () =>
            {
                if (request.RawKey is { } given && !KeyFormat.IsWellFormed(given))
                {
                    return new GatewayError(
                        GatewayErrorCode.InvalidRequest,
                        $"NEXTMODEL_BOOTSTRAP_KEY is not a key of the form {KeyFormat.Start}<43 base62>_<6 base62 checksum>.");
                }

                if (directory.FindProject(request.ProjectId) is not { } project)
                {
                    return TenancyRules.Missing("project", request.ProjectId);
                }

                var raw = request.RawKey ?? KeyFormat.Create();
                var made = new ApiKey(changes.NewId("key_"), project.Id, request.Name, raw[..KeyFormat.PrefixLength], digests.Compute(raw))
                {
                    Environment = request.Environment,
                    Workload = request.Workload,
                    CreatedAt = changes.Now,
                    ExpiresAt = request.ExpiresAt,
                };
                if ((Check(made) ?? TenancyRules.CheckExpiry(made.ExpiresAt, changes.Now)) is { } bad)
                {
                    return bad;
                }

                await store.AddKeyAsync(
                    made, changes.Draft(actor, "key.create", made.Id, project.OrganizationId, null, TenancyFacts.Of(made)), cancellationToken);
                directory.Put(made);
                return new IssuedKey(made, raw);
            },
            cancellationToken);
    }

    /// <summary>Changes name, labels or expiry.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">Which.</param>
    /// <param name="version">The version the change was made from; null for any.</param>
    /// <param name="change">The new state from the present one.</param>
    /// <param name="cancellationToken">Gives up waiting for the writer.</param>
    public ValueTask<Result<ApiKey>> ChangeAsync(
        AuditActor actor, string id, long? version, Func<ApiKey, ApiKey> change, CancellationToken cancellationToken) =>
        changes.RunAsync<ApiKey>(
            async () =>
            {
                if (Find(id, version).TryGet(out var before, out var refusal))
                {
                    var after = change(before);
                    var expiry = after.ExpiresAt == before.ExpiresAt ? null : TenancyRules.CheckExpiry(after.ExpiresAt, changes.Now);
                    return (Check(after) ?? expiry) is { } bad ? bad : await SaveAsync(actor, "key.change", before, after, cancellationToken);
                }

                return refusal;
            },
            cancellationToken);

    /// <summary>Gives the key a new secret; the present one works on for the grace period, any earlier one stops at once.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">Which.</param>
    /// <param name="version">The version the change was made from; null for any.</param>
    /// <param name="grace">Zero to <see cref="MaxGrace"/>.</param>
    /// <param name="cancellationToken">Gives up waiting for the writer.</param>
    public ValueTask<Result<IssuedKey>> RotateAsync(
        AuditActor actor, string id, long? version, TimeSpan grace, CancellationToken cancellationToken) => changes.RunAsync<IssuedKey>(
        async () =>
        {
            if (grace < TimeSpan.Zero || grace > MaxGrace)
            {
                return new GatewayError(
                    GatewayErrorCode.InvalidRequest, $"'grace_seconds' is {grace.TotalSeconds}; it must be 0 to {MaxGrace.TotalSeconds}.", "grace_seconds");
            }

            if (!Find(id, version).TryGet(out var before, out var refusal))
            {
                return refusal;
            }

            var raw = KeyFormat.Create();
            var rotated = before with
            {
                Prefix = raw[..KeyFormat.PrefixLength],
                Digest = digests.Compute(raw),
                PreviousDigest = before.Digest,
                PreviousUntil = changes.Now + grace,
            };
            var saved = await SaveAsync(actor, "key.rotate", before, rotated, cancellationToken);
            return saved.TryGet(out var key, out refusal) ? new IssuedKey(key, raw) : refusal;
        },
        cancellationToken);

    /// <summary>Revokes a key: requests that begin when this returns are refused. Revoking again changes nothing.</summary>
    public ValueTask<Result<ApiKey>> RevokeAsync(AuditActor actor, string id, long? version, CancellationToken cancellationToken) =>
        changes.RunAsync<ApiKey>(
            async () =>
            {
                if (directory.FindKey(id) is not { Key: var before })
                {
                    return TenancyRules.Missing("key", id);
                }

                return TenancyRules.CheckVersion(version, before.Version) is { } stale
                    ? stale
                    : await SaveAsync(actor, "key.revoke", before, before with { RevokedAt = before.RevokedAt ?? changes.Now }, cancellationToken);
            },
            cancellationToken);

    /// <summary>The one key of that id or prefix.</summary>
    public Result<Caller> FindByIdOrPrefix(string idOrPrefix, Func<Caller, bool> visible)
    {
        ArgumentNullException.ThrowIfNull(idOrPrefix);
        var matches = directory.Callers.Where(c => visible(c) && (c.Key.Id == idOrPrefix
            || (idOrPrefix.Length >= KeyFormat.PrefixLength && idOrPrefix.StartsWith(c.Key.Prefix, StringComparison.Ordinal)))).ToList();
        return matches.Count == 1
            ? matches[0]
            : new GatewayError(
                GatewayErrorCode.NotFound,
                matches.Count == 0
                    ? $"There is no key '{idOrPrefix[..Math.Min(idOrPrefix.Length, KeyFormat.PrefixLength)]}…'. './nextmodel keys list' shows ids and prefixes."
                    : $"{matches.Count} keys begin with '{matches[0].Key.Prefix}'. Name one by its id: {string.Join(", ", matches.Select(m => m.Key.Id))}.",
                "key");
    }

    private Result<ApiKey> Find(string id, long? version)
    {
        if (directory.FindKey(id) is not { Key: var key })
        {
            return TenancyRules.Missing("key", id);
        }

        if (TenancyRules.CheckVersion(version, key.Version) is { } stale)
        {
            return stale;
        }

        return key.RevokedAt is { } at
            ? new GatewayError(GatewayErrorCode.Conflict, $"The key '{key.Name}' was revoked at {at:u} and stays so. Make a new one.", "key")
            : key;
    }

    private async ValueTask<Result<ApiKey>> SaveAsync(
        AuditActor actor, string action, ApiKey before, ApiKey after, CancellationToken cancellationToken)
    {
        if (after == before)
        {
            return before;
        }

        after = after with { Version = before.Version + 1 };
        var organization = directory.FindProject(before.ProjectId)!.OrganizationId;
        await store.UpdateKeyAsync(
            after, changes.Draft(actor, action, before.Id, organization, TenancyFacts.Of(before), TenancyFacts.Of(after)), cancellationToken);
        directory.Put(after);
        return after;
    }

    private static GatewayError? Check(ApiKey key) => TenancyRules.CheckName("name", key.Name)
        ?? TenancyRules.CheckLabel("environment", key.Environment)
        ?? TenancyRules.CheckLabel("workload", key.Workload);
}
