using NextModel.Ledger;
using NextModel.Storage.Postgres;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Postgres;

/// <summary>Replicas sign with one key set.</summary>
public sealed class PostgresSigningKeyStoreTests : IDisposable
{
    private readonly TemporaryDirectory _place = new();
    private readonly OpenPostgres _opened;
    private readonly ManualTime _time = new();

    public PostgresSigningKeyStoreTests() => _opened = new OpenPostgres(_place.Path);

    public void Dispose()
    {
        _opened.Dispose();
        _place.Dispose();
    }

    [Fact]
    public void Open_OnTwoReplicas_IsOneKey()
    {
        using var one = Open();
        using var other = Open();

        other.Current.Public.Id.ShouldBe(one.Current.Public.Id);
        other.JwkSet().ShouldBe(one.JwkSet());
        _opened.Scalar("SELECT count(*) FROM signing_keys").ShouldBe(1);
    }

    [Fact]
    public void Rotate_OnOneReplica_IsTakenUpByTheOtherAndTheOldOneSignsNothing()
    {
        using var one = Open();
        using var other = Open();
        _time.Advance(TimeSpan.FromDays(1));

        one.Rotate();
        other.Reload();

        other.Current.Public.Id.ShouldBe(one.Current.Public.Id);
        other.List().Count.ShouldBe(2);
        _opened.Scalar("SELECT count(*) FROM signing_keys WHERE sealed_key IS NOT NULL").ShouldBe(1);
    }

    [Fact]
    public void AddFirst_AnotherReplicaWasFaster_StaysAsItIs()
    {
        var store = new PostgresSigningKeyStore(_opened.Database);
        store.AddFirst(new KeptSigningKey("20260101T000000000-a", "{}", [1]));
        store.AddFirst(new KeptSigningKey("20260101T000000001-b", "{}", [2]));

        store.Load().ShouldHaveSingleItem().Name.ShouldBe("20260101T000000000-a");
    }

    [Fact]
    public void Open_AnotherMasterKey_Refuses()
    {
        Open().Dispose();
        Should.Throw<InvalidDataException>(() => SigningKeys.Open(new PostgresSigningKeyStore(_opened.Database), new NextModel.Secrets.MasterKey(new byte[32]), _time))
            .Message.ShouldContain("NEXTMODEL_MASTER_KEY");
    }

    private SigningKeys Open() => SigningKeys.Open(new PostgresSigningKeyStore(_opened.Database), TestLedger.Master, _time);
}
