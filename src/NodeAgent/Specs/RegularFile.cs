using System.Text;
using Tmds.Linux;

namespace K8sMirror.NodeAgent.Specs;

/// <summary>Tells files from pipes and devices, whose reading may never end.</summary>
internal static unsafe class RegularFile
{
    /// <summary>False for anything but a file or a link to one; true, too, where nothing can be learned: reading it will say why.</summary>
    public static bool Is(string path)
    {
        stat status;
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
        {
            return LibC.stat(name, &status) != 0 || LibC.S_ISREG(status.st_mode);
        }
    }
}
