using NextModel.Catalog;
using NextModel.Credentials;
using NextModel.Identity;
using NextModel.Testing.Ledger;
using static NextModel.Tests.Credentials.SampleCredentials;

namespace NextModel.Tests.Credentials;

/// <summary>Which credentials a caller's requests can go out under, and for how long what is opened is kept.</summary>
public sealed class CredentialDirectoryTests
{
    private static readonly Caller Caller = SampleTenant.Caller();
    private static readonly Source Platform = SampleTenant.Source with { ApiKey = "platform-key" };

    private readonly CredentialDirectory _directory = new(Keys);

    [Fact]
    public void Of_NoCredentials_IsNothingAndAllocatesNothing()
    {
        _directory.Of(Caller).ShouldBeNull();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            _directory.Of(Caller);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Of_SeveralScopes_AreNarrowestFirstAndOnlyThoseOfTheCaller()
    {
        Put(
            Credential("cred_1"), Credential("cred_2", enabled: false), Credential("cred_3", Caller.Team.Id), Credential("cred_4", Caller.Team.Id, Caller.Project.Id),
            Credential("cred_5", "team_other"), Credential("cred_6", Caller.Team.Id, "proj_other"));

        Ids(Caller).ShouldBe(["cred_4", "cred_3", "cred_1"]);
        Ids(Caller with { Project = Caller.Project with { Id = "proj_third" } }).ShouldBe(["cred_3", "cred_1"]);
        Ids(Caller with { Project = Caller.Project with { Id = "proj_third" }, Team = Caller.Team with { Id = "team_third" } }).ShouldBe(["cred_1"]);
        Ids(SampleTenant.Caller(2)).ShouldBeEmpty();
    }

    [Fact]
    public void At_TheSameVersion_IsOneSourceUnderTheCredential()
    {
        Put(Credential());

        var source = Own(Caller);

        (source.ApiKey, source.CredentialId, source.Id, source.IsGuarded).ShouldBe((Secret, "cred_1", Platform.Id, false));
        Own(Caller).ShouldBeSameAs(source);
        source.ToString().ShouldNotContain(Secret);
    }

    [Fact]
    public void Put_AnotherCredentialChanges_LeavesTheOthersAsTheyWere()
    {
        var (first, second) = (Credential(), Credential("cred_2"));
        Put(first, second);
        var kept = Own(Caller);

        Put(first with { LastTest = new CredentialTest(SampleTenant.Day, CredentialTestOutcome.Valid, 200) }, CredentialSecret.Seal(second, "sk-another-secret", Keys.Find(second.OrganizationId)!));

        Own(Caller).ShouldBeSameAs(kept);
        _directory.Of(Caller)!.Credentials[1].At(Platform)!.ApiKey.ShouldBe("sk-another-secret");
    }

    [Fact]
    public void Put_Rotated_IsANewSourceAndTheOldOneIsCollected()
    {
        var credential = Credential();
        Put(credential);
        var old = OpenedAt();

        Put(CredentialSecret.Seal(credential, "sk-another-secret", Keys.Find(credential.OrganizationId)!));

        Own(Caller).ApiKey.ShouldBe("sk-another-secret");
        GC.Collect();
        GC.WaitForPendingFinalizers();
        old.IsAlive.ShouldBeFalse("nobody holds the old secret any more");
    }

    [Fact]
    public void At_AddressOfItsOwn_IsCalledThereAndGuarded()
    {
        Put(Credential(baseUrl: new Uri("https://acme.example.com/v1")));

        var source = Own(Caller);

        (source.BaseUrl.AbsoluteUri, source.IsGuarded, source.TestPath).ShouldBe(("https://acme.example.com/v1", true, null));
    }

    // In a method of its own, so that no local keeps it.
    private WeakReference OpenedAt() => new(Own(Caller));

    private void Put(params Credential[] credentials) => _directory.Put(Caller.Organization.Id, credentials);

    private Source Own(Caller caller) => _directory.Of(caller)!.Credentials[0].At(Platform)!;

    private IEnumerable<string> Ids(Caller caller) => _directory.Of(caller)?.Credentials.Select(c => c.Credential.Id) ?? [];
}
