using NextModel.Configuration;

namespace NextModel.Gateway.Serving;

/// <summary>Where uploads are kept until they have been sent, and how large one may be.</summary>
/// <param name="directory">Holds what has no room in memory; made when it is needed.</param>
/// <param name="snapshots">Say how large.</param>
internal sealed class UploadPlace(string directory, SnapshotHolder snapshots)
{
    /// <summary>Makes ready to read a form.</summary>
    public FormBody Open() => new(directory, snapshots.Current.MaxUploadBytes);
}
