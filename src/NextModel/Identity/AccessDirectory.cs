using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace NextModel.Identity;

/// <summary>Members and management keys, in memory. Reads never lock; changes are made by the holder of <see cref="TenancyChanges"/> only.</summary>
public sealed class AccessDirectory
{
    private readonly ConcurrentDictionary<UInt128, ManagementKey> _byDigest = new();
    private readonly ConcurrentDictionary<string, Member> _members = new(StringComparer.Ordinal);

    /// <summary>All members, in no order.</summary>
    public IEnumerable<Member> Members => _members.Values;

    /// <summary>All management keys, revoked ones included, in no order.</summary>
    public IEnumerable<ManagementKey> ManagementKeys => _byDigest.Values;

    internal LastUse LastUse { get; } = new();

    public Member? FindMember(string id) => _members.GetValueOrDefault(id);

    public ManagementKey? FindManagementKey(string id) => _byDigest.Values.FirstOrDefault(k => k.Id == id);

    /// <summary>When a key was last used, also when that is not in the store yet.</summary>
    public DateTimeOffset? LastUsedAt(ManagementKey key) => LastUse.Find(key.Id) ?? key.LastUsedAt;

    /// <summary>The key with exactly this digest, or null.</summary>
    public ManagementKey? FindByDigest(ReadOnlySpan<byte> digest) =>
        _byDigest.TryGetValue(KeyDigest.Index(digest), out var key) && CryptographicOperations.FixedTimeEquals(key.Digest, digest) ? key : null;

    internal void Put(Member member) => _members[member.Id] = member;

    internal void Put(ManagementKey key) => _byDigest[KeyDigest.Index(key.Digest)] = key;

    internal void Remove(Member member) => _members.TryRemove(member.Id, out _);
}
