using System.Security.Cryptography;
using System.Text;
using NextModel.Audit;
using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Policies;

/// <summary>Changes to policies: to the store first, then to the directory requests ask.</summary>
public sealed class PolicyBook(IPolicyStore store, PolicyDirectory directory, TenancyChanges changes)
{
    /// <summary>Takes up what was kept; for the start of a process.</summary>
    /// <param name="read">Reads a stored document; null when it cannot be read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidDataException">A stored document cannot be read: to go on without it would allow what it forbids.</exception>
    public async ValueTask LoadAsync(Func<string, PolicyDocument?> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        var documents = new Dictionary<string, PolicyDocument>(StringComparer.Ordinal);
        foreach (var policy in await store.LoadAsync(cancellationToken))
        {
            if (!documents.TryGetValue(policy.Text, out var document))
            {
                document = read(policy.Text) ?? throw Unreadable(policy);
                documents.Add(policy.Text, document);
            }

            directory.Put(new CompiledPolicy(policy, document));
        }
    }

    /// <summary>Takes up what another replica did to a policy.</summary>
    /// <param name="id">Which.</param>
    /// <param name="read">Reads a stored document; null when it cannot be read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidDataException">The document cannot be read; what was in force stays.</exception>
    public ValueTask FollowAsync(Guid id, Func<string, PolicyDocument?> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        return changes.FollowAsync(
            async () =>
            {
                if (await store.FindAsync(id, cancellationToken) is { } policy)
                {
                    Put(policy, read(policy.Text) ?? throw Unreadable(policy));
                }
                else if (directory.Find(id) is { } gone)
                {
                    directory.Remove(gone.Policy.ScopeId);
                }
            },
            cancellationToken);
    }

    /// <summary>Gives an organization, team, project or key its policy.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="organizationId">The organization it belongs to.</param>
    /// <param name="scope">What it rules.</param>
    /// <param name="scopeId">Its id.</param>
    /// <param name="text">The document as it was sent.</param>
    /// <param name="document">The same, read and checked.</param>
    /// <param name="cancellationToken">Gives up waiting for the writer.</param>
    public ValueTask<Result<CompiledPolicy>> CreateAsync(
        AuditActor actor, string organizationId, PolicyScope scope, string scopeId, string text, PolicyDocument document,
        CancellationToken cancellationToken) => changes.RunAsync<CompiledPolicy>(
        async () =>
        {
            if (directory.Find(scopeId) is { } existing)
            {
                return new GatewayError(
                    GatewayErrorCode.Conflict,
                    $"This {scope.Wire()} has the policy {existing.Policy.WireId} already. Change that one with PUT /api/admin/v1/policies/{existing.Policy.WireId}.",
                    "scope_id");
            }

            var policy = new Policy
            {
                Id = Guid.CreateVersion7(changes.Now),
                OrganizationId = organizationId,
                Scope = scope,
                ScopeId = scopeId,
                Version = 1,
                Text = text,
                UpdatedAt = changes.Now,
            };
            await store.PutAsync(policy, changes.Draft(actor, "policy.create", policy.WireId, organizationId, null, Facts(policy)), cancellationToken);
            return Put(policy, document);
        },
        cancellationToken);

    /// <summary>Puts another document in the place of a policy's; the same text changes nothing.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">Which.</param>
    /// <param name="version">The version the change was made from; null for any.</param>
    /// <param name="text">The document as it was sent.</param>
    /// <param name="document">The same, read and checked.</param>
    /// <param name="cancellationToken">Gives up waiting for the writer.</param>
    public ValueTask<Result<CompiledPolicy>> ReplaceAsync(
        AuditActor actor, Guid id, long? version, string text, PolicyDocument document, CancellationToken cancellationToken) =>
        changes.RunAsync<CompiledPolicy>(
            async () =>
            {
                if (!Find(id, version).TryGet(out var before, out var refusal))
                {
                    return refusal;
                }

                if (before.Policy.Text == text)
                {
                    return before;
                }

                var policy = before.Policy with { Version = before.Policy.Version + 1, Text = text, UpdatedAt = changes.Now };
                var audit = changes.Draft(actor, "policy.change", policy.WireId, policy.OrganizationId, Facts(before.Policy), Facts(policy));
                await store.PutAsync(policy, audit, cancellationToken);
                return Put(policy, document);
            },
            cancellationToken);

    /// <summary>Takes a policy away: requests that begin when this returns are ruled by the wider ones only.</summary>
    public ValueTask<Result<CompiledPolicy>> DeleteAsync(AuditActor actor, Guid id, long? version, CancellationToken cancellationToken) =>
        changes.RunAsync<CompiledPolicy>(
            async () =>
            {
                if (!Find(id, version).TryGet(out var before, out var refusal))
                {
                    return refusal;
                }

                var policy = before.Policy;
                var audit = changes.Draft(actor, "policy.delete", policy.WireId, policy.OrganizationId, Facts(policy), null);
                await store.RetireAsync(policy, changes.Now, audit, cancellationToken);
                directory.Remove(policy.ScopeId);
                return before;
            },
            cancellationToken);

    private static InvalidDataException Unreadable(Policy policy) =>
        new($"The policy {policy.WireId} (version {policy.Version}) cannot be read by this program. Start the version that wrote it.");

    // Many keys are given the same rules: those of one text share one document, which then stays in the processor's caches.
    private CompiledPolicy Put(Policy policy, PolicyDocument document)
    {
        var compiled = new CompiledPolicy(policy, directory.DocumentOf(policy.Text) ?? document);
        directory.Put(compiled);
        return compiled;
    }

    private Result<CompiledPolicy> Find(Guid id, long? version)
    {
        if (directory.Find(id) is not { } found)
        {
            return TenancyRules.Missing("policy", $"{Policy.IdPrefix}{id:N}");
        }

        return TenancyRules.CheckVersion(version, found.Policy.Version) is { } stale ? stale : found;
    }

    // Every version is kept under its number; the trail holds what proves that it was that one.
    private static string Facts(Policy policy) => AuditFacts.Write(json =>
    {
        json.WriteString("scope"u8, policy.Scope.Wire());
        json.WriteString("scope_id"u8, policy.ScopeId);
        json.WriteNumber("version"u8, policy.Version);
        json.WriteString("document"u8, "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(policy.Text))));
    });
}
