using System.Data.Common;
using NextModel.Audit;
using NextModel.Credentials;
using NextModel.Identity;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>What every store must do about credentials: give back what was put in, and change nothing without its audit entry.</summary>
public abstract class CredentialStoreConformance : IDisposable
{
    private static readonly DateTimeOffset Now = SampleTenant.Day;

    private readonly TemporaryDirectory _directory = new();

    protected string Directory => _directory.Path;

    private static AuditDraft Audit { get; } = new(AuditActor.CommandLine, "credential.change", "cred_1", "org_1", Now);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens the store, as at a process start. Disposing it closes everything.</summary>
    protected abstract IOpenCredentials Open();

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Load_WhatWasPut_IsTheSameAfterReopening()
    {
        var full = Sample("cred_1") with
        {
            TeamId = "team_1",
            ProjectId = "proj_1",
            BaseUrl = new Uri("https://acme.openai.azure.com/openai/v1"),
            ApiVersion = "2024-10-21",
            Region = "eu",
            Models = new Dictionary<string, string> { ["gpt-4.1-mini"] = "my-deployment" },
            LastTest = new CredentialTest(Now, CredentialTestOutcome.Rejected, 401),
        };
        using (var opened = await OpenWithAsync(full, Sample("cred_2")))
        {
        }

        using var reopened = Open();
        var found = (await reopened.Credentials.LoadAsync(Cancellation)).OrderBy(c => c.Id, StringComparer.Ordinal).ToList();

        found.Count.ShouldBe(2);
        found[0].SealedSecret.ShouldBe(full.SealedSecret);
        found[0].Models.ShouldBe(full.Models);
        (found[0] with { SealedSecret = full.SealedSecret, Models = full.Models }).ShouldBe(full);
        (found[1].TeamId, found[1].BaseUrl, found[1].Models.Count, found[1].LastTest, found[1].LastUsedAt).ShouldBe((null, null, 0, null, null));
    }

    [Fact]
    public async Task Put_Again_ReplacesWhatMayChangeAndKeepsTheRest()
    {
        using (var opened = await OpenWithAsync(Sample("cred_1")))
        {
            await opened.Credentials.SaveLastUsedAsync(new Dictionary<string, DateTimeOffset> { ["cred_1"] = Now.AddMinutes(3), ["cred_gone"] = Now }, Cancellation);
            await opened.Credentials.SaveLastUsedAsync(new Dictionary<string, DateTimeOffset> { ["cred_1"] = Now.AddMinutes(1) }, Cancellation);
            await opened.Credentials.PutAsync(
                Sample("cred_1") with { Name = "other", SealedSecret = [9], SecretLastFour = "wxyz", Enabled = false, SecretSetBy = "bob", Version = 2, CreatedBy = "nobody" },
                Audit,
                Cancellation);
        }

        using var reopened = Open();
        var found = (await reopened.Credentials.LoadAsync(Cancellation)).ShouldHaveSingleItem();
        found.SealedSecret.ShouldBe([9]);
        (found.Name, found.SecretLastFour, found.Enabled, found.SecretSetBy, found.Version, found.CreatedBy).ShouldBe(("other", "wxyz", false, "bob", 2, "ada"));
        found.LastUsedAt.ShouldBe(Now.AddMinutes(3));
    }

    [Fact]
    public async Task Delete_Credential_IsGoneWithItsSecret()
    {
        using (var opened = await OpenWithAsync(Sample("cred_1"), Sample("cred_2")))
        {
            await opened.Credentials.DeleteAsync(Sample("cred_1"), Audit, Cancellation);
        }

        using var reopened = Open();
        (await reopened.Credentials.LoadAsync(Cancellation)).ShouldHaveSingleItem().Id.ShouldBe("cred_2");
    }

    [Fact]
    public async Task Changes_WithoutTheirAuditEntry_DoNotHappen()
    {
        using var opened = await OpenWithAsync(Sample("cred_1"));
        opened.RefuseAuditEntries();

        await Should.ThrowAsync<Exception>(async () => await opened.Credentials.PutAsync(Sample("cred_2"), Audit, Cancellation));
        await Should.ThrowAsync<DbException>(async () => await opened.Credentials.DeleteAsync(Sample("cred_1"), Audit, Cancellation));

        (await opened.Credentials.LoadAsync(Cancellation)).ShouldHaveSingleItem().Id.ShouldBe("cred_1");
    }

    private async Task<IOpenCredentials> OpenWithAsync(params Credential[] credentials)
    {
        var opened = Open();
        await opened.AddAsync(new Organization("org_1", "acme", "USD"));
        foreach (var credential in credentials)
        {
            await opened.Credentials.PutAsync(credential, Audit, Cancellation);
        }

        return opened;
    }

    private static Credential Sample(string id) => new(id, "org_1", "openai", id, [1, 2, 3], "abcd")
    {
        CreatedAt = Now,
        CreatedBy = "ada",
        SecretSetAt = Now,
        SecretSetBy = "ada",
    };
}
