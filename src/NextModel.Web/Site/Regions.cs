using NextModel.Web.Localization;

namespace NextModel.Web.Site;

/// <summary>Regions of sources in words.</summary>
public static class Regions
{
    /// <summary>The region for people; as it is written where the site has no word for it.</summary>
    public static string Name(string region, Texts t)
    {
        ArgumentNullException.ThrowIfNull(t);
        return region switch
        {
            "global" => t["region.global"],
            "cn" => t["region.cn"],
            "eu" => t["region.eu"],
            _ => region,
        };
    }
}
