using FsCheck;
using FsCheck.Fluent;
using NextModel.Ledger;
using NextModel.Policies;
using NextModel.Testing;
using NextModel.Testing.Ledger;
using NextModel.Tests.Limits;

namespace NextModel.Tests.Ledger;

public sealed class IntentLogTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void TryBegin_AnyEntry_IsReadBackFromOneSlot() => Prop.ForAll(RandomEntries.Arbitrary, entry =>
    {
        var slot = new ByteSink(16);
        Intent.Write(entry, ref slot);

        slot.Length.ShouldBeLessThanOrEqualTo(Intent.SlotSize);
        var read = Intent.TryRead(slot.Written).ShouldNotBeNull();
        read.Id.ShouldBe(entry.Id);
        read.StartedAt.ToUnixTimeMilliseconds().ShouldBe(entry.StartedAt.ToUnixTimeMilliseconds());
        read.Outcome.ShouldBe(RequestOutcome.Interrupted);
        read.Caller.Organization.Id.ShouldBe(entry.Caller.Organization.Id);
        read.Caller.Key.Id.ShouldBe(entry.Caller.Key.Id);
        read.Operation.ShouldBe(entry.Operation);
        read.Stream.ShouldBe(entry.Stream);
        read.RequestHash.ShouldBe(entry.RequestHash);
        read.Cache.Key.ShouldBe(entry.Cache.Key);
        read.Offer?.Source.Id.ShouldBe(entry.Offer?.Source.Id);
        read.Attempts.Count.ShouldBe(entry.Offer is null ? 0 : 1);
        read.Reservation?.Shares().ShouldBe(entry.Reservation!.Shares());
        read.Policy?.PolicyId.ShouldBe(entry.Policy!.PolicyId);
        read.Policy?.Version.ShouldBe(entry.Policy!.Version);
        (read.Policy is null).ShouldBe(entry.Policy is null);
        (read.Policy?.Rule is null).ShouldBe(entry.Policy?.Rule is null);
        (read.Reservation is null).ShouldBe(entry.Reservation is null);
        read.Reservation?.UnknownNano.ShouldBe(entry.Reservation!.ReservedNano);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void TryBegin_OrdinaryEntry_KeepsEveryText()
    {
        var entry = SampleEntries.Failed(SampleTenant.Caller(), Guid.CreateVersion7(SampleTenant.Day));
        entry.Policy = new PolicyMark(Guid.CreateVersion7(SampleTenant.Day), 17, "thrift, from 80 %", "cheapest: gpt-5-mini, claude-haiku-4-5");
        var slot = new ByteSink(16);
        Intent.Write(entry, ref slot);

        var read = Intent.TryRead(slot.Written).ShouldNotBeNull();

        read.Workload.ShouldBe(entry.Workload);
        read.RequestedModel.ShouldBe(entry.RequestedModel);
        read.Caller.Key.Name.ShouldBe(entry.Caller.Key.Name);
        read.Caller.Key.Environment.ShouldBe("staging");
        read.Cache.Reason.ShouldBe("no-store");
        read.Policy.ShouldBe(entry.Policy);
    }

    // What a version before entries of the catalog, policies, own credentials, credit or budgets left behind: each ends before what the next one added.
    [Theory]
    [InlineData(1, 6)]
    [InlineData(2, 5)]
    [InlineData(3, 4)]
    [InlineData(4, 3)]
    [InlineData(5, 2)]
    public void TryRead_EarlierVersion_IsReadWithoutWhatCameLater(byte version, int bytesLater)
    {
        var entry = SampleEntries.Fresh(SampleTenant.Caller(), Guid.CreateVersion7(SampleTenant.Day));
        var fields = new ByteSink(16);
        IntentFields.Write(entry, 96, ref fields);
        var read = Intent.TryRead(Slot(version, fields.Written[..^bytesLater].ToArray())).ShouldNotBeNull();
        (read.Id, read.Reservation, read.Policy, read.ModelVersion).ShouldBe((entry.Id, null, null, null));
        read.Offer!.Source.CredentialId.ShouldBeNull();
        read.Offer.UpstreamModel.ShouldBe(entry.Offer!.UpstreamModel);
        Intent.TryRead(Slot(IntentFields.WithCatalog + 1, fields.Written.ToArray())).ShouldBeNull("nobody knows what a later version means");
    }

    [Fact]
    public void TryRead_OwnCredential_IsOnTheAttemptNobodyKnowsTheEndOf()
    {
        var entry = SampleEntries.Fresh(SampleTenant.Caller(), Guid.CreateVersion7(SampleTenant.Day));
        entry.Offer = entry.Offer! with { Source = entry.Offer.Source with { CredentialId = "cred_0193c1f20b7d7c3a9e5f4d2c1b0a9f8e" } };
        var slot = new ByteSink(16);
        Intent.Write(entry, ref slot);

        Intent.TryRead(slot.Written).ShouldNotBeNull().Attempts.ShouldHaveSingleItem().Offer.Source.CredentialId.ShouldBe("cred_0193c1f20b7d7c3a9e5f4d2c1b0a9f8e");
    }

    [Fact]
    public void TryRead_EntriesOfTheCatalog_AreNamed()
    {
        var entry = SampleEntries.Fresh(SampleTenant.Caller(), Guid.CreateVersion7(SampleTenant.Day));
        entry.ModelVersion = "entry:my-model:3";
        entry.Offer = entry.Offer! with { Source = entry.Offer.Source with { Version = "entry:my-vllm:12" } };
        var slot = new ByteSink(16);
        Intent.Write(entry, ref slot);

        var read = Intent.TryRead(slot.Written).ShouldNotBeNull();

        (read.ModelVersion, read.Offer!.Source.Version).ShouldBe(("entry:my-model:3", "entry:my-vllm:12"));
    }

    private static byte[] Slot(byte version, byte[] fields)
    {
        var slot = new byte[Intent.SlotSize];
        slot[0] = version;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16LittleEndian(slot.AsSpan(1), (ushort)fields.Length);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(slot.AsSpan(3), Checksum.Of(fields));
        fields.CopyTo(slot.AsSpan(7));
        return slot;
    }

    [Fact]
    public void TryRead_AnyByteFlipped_IsDamaged()
    {
        var slot = new ByteSink(16);
        Intent.Write(SampleEntries.Fresh(SampleTenant.Caller(), Guid.CreateVersion7(SampleTenant.Day)), ref slot);
        var bytes = new byte[Intent.SlotSize];
        slot.Written.CopyTo(bytes);

        for (var at = 0; at < slot.Length; at++)
        {
            bytes[at] ^= 0x10;
            Intent.TryRead(bytes).ShouldBeNull($"byte {at}");
            bytes[at] ^= 0x10;
        }

        Intent.TryRead(bytes).ShouldNotBeNull();
    }

    [Fact]
    public void TryRead_AnyBytes_NeverThrows() => Prop.ForAll<byte[]>(fields =>
    {
        var slot = new byte[Intent.SlotSize];
        fields.AsSpan(0, Math.Min(fields.Length, 900)).CopyTo(slot.AsSpan(7));
        slot[0] = 1;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16LittleEndian(slot.AsSpan(1), (ushort)fields.Length);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(slot.AsSpan(3), Checksum.Of(slot.AsSpan(7, Math.Min(fields.Length, 900))));
        Intent.TryRead(slot);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void TryBegin_NoSlotFree_RefusesUntilOneEnds()
    {
        using var intents = Open(2);
        intents.TryBegin(Entry(), out var first).ShouldBeTrue();
        intents.TryBegin(Entry(), out _).ShouldBeTrue();
        intents.TryBegin(Entry(), out _).ShouldBeFalse();

        intents.End(first);

        intents.TryBegin(Entry(), out var again).ShouldBeTrue();
        again.ShouldBe(first);
        new FileInfo(_directory.File("intents.bin")).Length.ShouldBe(2 * Intent.SlotSize);
    }

    [Fact]
    public void Open_AfterDeath_KnowsWhatWasBegunAndNotEnded()
    {
        var (ended, left) = (Entry(), Entry());
        using (var dying = Open(4))
        {
            dying.TryBegin(ended, out var slot).ShouldBeTrue();
            dying.TryBegin(left, out _).ShouldBeTrue();
            dying.End(slot);
        }

        using var intents = Open(4);

        var pending = intents.Pending.ShouldHaveSingleItem();
        pending.Entry.ShouldNotBeNull().Id.ShouldBe(left.Id);
        for (var i = 0; i < 3; i++)
        {
            intents.TryBegin(Entry(), out var slot).ShouldBeTrue();
            slot.ShouldNotBe(pending.Slot, "what is left behind stays until it is ended");
        }
    }

    [Fact]
    public void Open_FewerSlotsThanBefore_LosesNone()
    {
        using (var dying = Open(8))
        {
            for (var i = 0; i < 8; i++)
            {
                dying.TryBegin(Entry(), out _).ShouldBeTrue();
            }
        }

        using var intents = Open(2);

        intents.Pending.Count.ShouldBe(8);
    }

    // More than is read at one time.
    [Fact]
    public void Open_ManyLeftBehind_KnowsEachByItsSlot()
    {
        var begun = new Dictionary<int, Guid>();
        using (var dying = Open(1_300))
        {
            for (var i = 0; i < 1_300; i++)
            {
                var entry = Entry();
                dying.TryBegin(entry, out var slot).ShouldBeTrue();
                if (i % 3 == 0)
                {
                    dying.End(slot);
                }
                else
                {
                    begun[slot] = entry.Id;
                }
            }
        }

        using var intents = Open(1_300);

        intents.Pending.ToDictionary(one => one.Slot, one => one.Entry!.Id).ShouldBe(begun, ignoreOrder: true);
    }

    private IntentLog Open(int slots) => IntentLog.Open(_directory.File("intents.bin"), slots);

    private static LedgerEntry Entry() => SampleEntries.Fresh(SampleTenant.Caller(), Guid.CreateVersion7(SampleTenant.Day));
}
