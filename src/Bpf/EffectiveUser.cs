using Tmds.Linux;

namespace K8sMirror.Bpf;

/// <summary>The user that this process acts as (geteuid(2)).</summary>
public static class EffectiveUser
{
    /// <summary>0 is root.</summary>
    public static uint Id => (uint)LibC.geteuid();
}
