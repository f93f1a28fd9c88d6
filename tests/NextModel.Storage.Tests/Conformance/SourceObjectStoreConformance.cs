using NextModel.Providers.Objects;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>What every store must do about objects at sources: give back what was put in, and to its own project only.</summary>
public abstract class SourceObjectStoreConformance : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    protected string Directory => _directory.Path;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens the store, as at a process start. Disposing it closes everything.</summary>
    protected abstract IOpenSourceObjects Open();

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Find_WhatWasAdded_IsTheSameAfterReopening()
    {
        var (platform, own) = (Made("file-1"), Made("file-2") with { CredentialId = "cred_1" });
        using (var opened = Open())
        {
            (await opened.SourceObjects.AddAsync(platform, Cancellation)).ShouldBeTrue();
            (await opened.SourceObjects.AddAsync(own, Cancellation)).ShouldBeTrue();
        }

        using var reopened = Open();

        (await reopened.SourceObjects.FindAsync("org_1", "proj_1", SourceObjectKind.File, "file-1", Cancellation)).ShouldBe(platform);
        (await reopened.SourceObjects.FindAsync("org_1", "proj_1", SourceObjectKind.File, "file-2", Cancellation)).ShouldBe(own);
    }

    [Fact]
    public async Task Find_OfAnotherScopeOrKind_IsNothing()
    {
        using var opened = Open();
        await opened.SourceObjects.AddAsync(Made("file-1"), Cancellation);

        (await opened.SourceObjects.FindAsync("org_2", "proj_1", SourceObjectKind.File, "file-1", Cancellation)).ShouldBeNull();
        (await opened.SourceObjects.FindAsync("org_1", "proj_2", SourceObjectKind.File, "file-1", Cancellation)).ShouldBeNull();
        (await opened.SourceObjects.FindAsync("org_1", "proj_1", SourceObjectKind.Batch, "file-1", Cancellation)).ShouldBeNull();
        (await opened.SourceObjects.OwnedAsync("org_1", "proj_2", SourceObjectKind.File, ["file-1"], Cancellation)).ShouldBeEmpty();
        (await opened.SourceObjects.PlacesAsync("org_1", "proj_2", SourceObjectKind.File, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Add_OneThatIsThere_ChangesNothing()
    {
        using var opened = Open();
        await opened.SourceObjects.AddAsync(Made("file-1"), Cancellation);

        (await opened.SourceObjects.AddAsync(Made("file-1") with { SourceId = "elsewhere" }, Cancellation)).ShouldBeTrue();

        (await opened.SourceObjects.FindAsync("org_1", "proj_1", SourceObjectKind.File, "file-1", Cancellation))!.SourceId.ShouldBe("openai");
    }

    [Fact]
    public async Task OwnedAndPlaces_OfSeveral_AreThoseOfTheProject()
    {
        using var opened = Open();
        await opened.SourceObjects.AddAsync(Made("file-1"), Cancellation);
        await opened.SourceObjects.AddAsync(Made("file-2"), Cancellation);
        await opened.SourceObjects.AddAsync(Made("file-3") with { SourceId = "azure" }, Cancellation);
        await opened.SourceObjects.AddAsync(Made("file-4") with { CredentialId = "cred_1" }, Cancellation);

        (await opened.SourceObjects.OwnedAsync("org_1", "proj_1", SourceObjectKind.File, ["file-2", "file-3", "file-9"], Cancellation)).ShouldBe(["file-2", "file-3"], ignoreOrder: true);
        (await opened.SourceObjects.PlacesAsync("org_1", "proj_1", SourceObjectKind.File, Cancellation)).Select(place => (place.SourceId, place.CredentialId))
            .ShouldBe([("azure", null), ("openai", null), ("openai", "cred_1")]);
    }

    [Fact]
    public async Task Remove_OfOne_LeavesTheOthers()
    {
        using var opened = Open();
        await opened.SourceObjects.AddAsync(Made("file-1"), Cancellation);
        await opened.SourceObjects.AddAsync(Made("file-2"), Cancellation);

        await opened.SourceObjects.RemoveAsync(Made("file-1"), Cancellation);

        (await opened.SourceObjects.FindAsync("org_1", "proj_1", SourceObjectKind.File, "file-1", Cancellation)).ShouldBeNull();
        (await opened.SourceObjects.FindAsync("org_1", "proj_1", SourceObjectKind.File, "file-2", Cancellation)).ShouldNotBeNull();
    }

    private static SourceObject Made(string id) => new("org_1", "proj_1", SourceObjectKind.File, id, "openai", null, SampleTenant.Day);
}
