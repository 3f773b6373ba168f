// Package sample is the sample campaign: invented data to try the product out,
// and the fixture of its tests. Everything in it is labelled DỮ LIỆU MẪU.
package sample

import "embed"

// Files are the CSV files and announcements of the sample campaign, under data/.
//
//go:embed data
var Files embed.FS
