namespace K8sMirror.NodeAgent.Datapath.Kernel;

/// <summary><c>uname -r</c>.</summary>
internal static class KernelRelease
{
    public static string Read() => File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
}
