Console.WriteLine("k8smirror");
