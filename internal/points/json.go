package points

import "encoding/json"

// MarshalJSON writes points as text with two decimals, "93.25": a JSON number would be read as a float.
func (p Points) MarshalJSON() ([]byte, error) { return json.Marshal(p.Stored()) }

// UnmarshalJSON reads what MarshalJSON wrote.
func (p *Points) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	read, err := ParseStored(text)
	*p = read
	return err
}

// MarshalJSON writes a fraction as text, "459/5", and no number as "".
func (f Fraction) MarshalJSON() ([]byte, error) { return json.Marshal(f.String()) }

// UnmarshalJSON reads what MarshalJSON wrote.
func (f *Fraction) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	read, err := ParseFraction(text)
	*f = read
	return err
}
