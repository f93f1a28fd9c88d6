using System.Collections.Concurrent;
using NextModel.Audit;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Secrets;

namespace NextModel.Credentials;

/// <summary>Changes to credentials: to the store first, then to what requests go out under.</summary>
public sealed class CredentialBook(ICredentialStore store, CredentialDirectory directory, DataKeyRing dataKeys, TimeProvider time) : IDisposable
{
    /// <summary>Credentials that one organization can have.</summary>
    public const int MaxPerOrganization = 100;

    private readonly TenancyChanges _changes = new(time);
    private readonly ConcurrentDictionary<string, Credential> _credentials = new(StringComparer.Ordinal);

    /// <summary>All of them, in no order.</summary>
    public IEnumerable<Credential> All => _credentials.Values;

    public Credential? Find(string id) => _credentials.GetValueOrDefault(id);

    /// <summary>Takes up what was kept; for the start of a process.</summary>
    /// <returns>Those whose secret cannot be opened: no request goes out under them.</returns>
    public async ValueTask<IReadOnlyList<Credential>> LoadAsync(CancellationToken cancellationToken)
    {
        foreach (var credential in await store.LoadAsync(cancellationToken))
        {
            _credentials[credential.Id] = credential;
        }

        foreach (var organization in _credentials.Values.Select(c => c.OrganizationId).Distinct().ToList())
        {
            Publish(organization);
        }

        return [.. _credentials.Values.Where(c => CredentialSecret.Open(c, dataKeys) is null).OrderBy(c => c.Id, StringComparer.Ordinal)];
    }

    /// <summary>Takes up what another replica did to a credential.</summary>
    public ValueTask FollowAsync(string id, CancellationToken cancellationToken) => _changes.FollowAsync(
        async () =>
        {
            var organization = Find(id)?.OrganizationId;
            if (await store.FindAsync(id, cancellationToken) is { } credential)
            {
                _credentials[id] = credential;
                organization = credential.OrganizationId;
            }
            else
            {
                _credentials.TryRemove(id, out _);
            }

            if (organization is not null)
            {
                Publish(organization);
            }
        },
        cancellationToken);

    /// <summary>A new id.</summary>
    public string NewId() => _changes.NewId("cred_");

    public ValueTask<Result<Credential>> AddAsync(AuditActor actor, Credential credential, CancellationToken cancellationToken) => _changes.RunAsync<Credential>(
        async () =>
        {
            ArgumentNullException.ThrowIfNull(credential);
            var beside = _credentials.Values.Where(c => c.OrganizationId == credential.OrganizationId).ToList();
            if (beside.Count >= MaxPerOrganization)
            {
                return new GatewayError(
                    GatewayErrorCode.InvalidRequest, $"The organization has {MaxPerOrganization} credentials, which is as many as there can be. Delete one.", "organization");
            }

            if (beside.Exists(c => c.Name == credential.Name))
            {
                return Taken(credential);
            }

            await store.PutAsync(credential, Draft(actor, "credential.create", credential, null, CredentialFacts.Of(credential)), cancellationToken);
            _credentials[credential.Id] = credential;
            Publish(credential.OrganizationId);
            return credential;
        },
        cancellationToken);

    /// <param name="actor">Who.</param>
    /// <param name="id">Which.</param>
    /// <param name="version">The version the change was made from; null for any.</param>
    /// <param name="verb">What the audit trail calls it: <c>change</c> or <c>rotate</c>.</param>
    /// <param name="change">The new state from the present one.</param>
    /// <param name="cancellationToken">Gives up waiting for the writer.</param>
    public ValueTask<Result<Credential>> ChangeAsync(
        AuditActor actor, string id, long? version, string verb, Func<Credential, Credential> change, CancellationToken cancellationToken) => _changes.RunAsync<Credential>(
        async () =>
        {
            if (Check(id, version, out var before) is { } refusal)
            {
                return refusal;
            }

            var after = change(before!);
            if (after == before)
            {
                return before!;
            }

            if (after.Name != before!.Name && _credentials.Values.Any(c => c.OrganizationId == after.OrganizationId && c.Name == after.Name))
            {
                return Taken(after);
            }

            after = after with { Version = before.Version + 1 };
            await store.PutAsync(after, Draft(actor, "credential." + verb, after, CredentialFacts.Of(before), CredentialFacts.Of(after)), cancellationToken);
            _credentials[id] = after;
            Publish(after.OrganizationId);
            return after;
        },
        cancellationToken);

    /// <summary>Notes what a test of a credential said; nothing of the credential itself changes.</summary>
    /// <param name="actor">Who asked for it.</param>
    /// <param name="tested">The credential as it was tested: the test of a secret that was replaced meanwhile is not noted.</param>
    /// <param name="test">What came of it.</param>
    /// <param name="cancellationToken">Gives up waiting for the writer.</param>
    public ValueTask<Result<Credential>> NoteTestAsync(AuditActor actor, Credential tested, CredentialTest test, CancellationToken cancellationToken) => _changes.RunAsync<Credential>(
        async () =>
        {
            ArgumentNullException.ThrowIfNull(tested);
            if (Check(tested.Id, null, out var before) is { } refusal)
            {
                return refusal;
            }

            if (!before!.SealedSecret.AsSpan().SequenceEqual(tested.SealedSecret))
            {
                return before;
            }

            var after = before with { LastTest = test };
            await store.PutAsync(after, Draft(actor, "credential.test", after, null, CredentialFacts.Of(test)), cancellationToken);
            return _credentials[after.Id] = after;
        },
        cancellationToken);

    /// <summary>Deletes a credential with its secret. Parameters as for a change.</summary>
    public ValueTask<Result<Credential>> DeleteAsync(AuditActor actor, string id, long? version, CancellationToken cancellationToken) => _changes.RunAsync<Credential>(
        async () =>
        {
            if (Check(id, version, out var before) is { } refusal)
            {
                return refusal;
            }

            await store.DeleteAsync(before!, Draft(actor, "credential.delete", before!, CredentialFacts.Of(before!), null), cancellationToken);
            _credentials.TryRemove(id, out _);
            Publish(before!.OrganizationId);
            return before;
        },
        cancellationToken);

    /// <summary>Keeps when credentials were last used, as far as it was not kept yet.</summary>
    public async ValueTask SaveLastUsedAsync(CancellationToken cancellationToken)
    {
        if (directory.LastUse.Take() is { Count: > 0 } used)
        {
            await store.SaveLastUsedAsync(used, cancellationToken);
        }
    }

    public void Dispose() => _changes.Dispose();

    private void Publish(string organizationId) => directory.Put(organizationId, _credentials.Values.Where(c => c.OrganizationId == organizationId));

    private static GatewayError Taken(Credential credential) => new(
        GatewayErrorCode.Conflict, $"The organization has a credential '{credential.Name}' already. Rotate that one, or choose another 'name'.", "name");

    private GatewayError? Check(string id, long? version, out Credential? credential)
    {
        credential = Find(id);
        return credential is null
            ? new GatewayError(GatewayErrorCode.NotFound, "There is no such credential.", "id")
            : TenancyRules.CheckVersion(version, credential.Version);
    }

    private AuditDraft Draft(AuditActor actor, string action, Credential credential, string? before, string? after) =>
        _changes.Draft(actor, action, credential.Id, credential.OrganizationId, before, after);
}
