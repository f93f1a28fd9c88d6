namespace NextModel.Ledger;

/// <summary>Where signing keys are kept: each replica of an installation signs with the newest of them.</summary>
public interface ISigningKeyStore
{
    /// <summary>All there ever were, oldest first.</summary>
    IReadOnlyList<KeptSigningKey> Load();

    /// <summary>Adds the first key, durably; nothing happens where another replica was faster.</summary>
    void AddFirst(KeptSigningKey first);

    /// <summary>Adds a key, durably, and then takes the private halves of all others away.</summary>
    void Replace(KeptSigningKey successor);
}
