"""Product tables as people have them: CSV and XLSX into rows with line numbers."""
