import { Pictures, csv, truth, type Miniature, type Truth } from './miniature.ts';

const HEADER = [
  ...['image_name', 'patient_id', 'sex', 'age_approx', 'anatom_site_general_challenge'],
  ...['diagnosis', 'benign_malignant', 'target'],
];

/** A table as from Windows, several images per patient, empty fields, and a list of copies that crosses patients. */
export async function isic2020(): Promise<Miniature> {
  const pictures = new Pictures();
  const files: Record<string, string | Uint8Array> = {};
  const images: Record<string, Truth> = {};
  const rows: (string | number)[][] = [];
  for (let i = 0; i < 16; i++) {
    const name = `ISIC_${String(15_719 + i * 7).padStart(7, '0')}`;
    const patient = `IP_${String(3_075_186 + Math.floor(i / 2))}`;
    const target = i % 4 === 3 ? 1 : 0;
    const className = target === 1 ? 'malignant' : 'benign';
    rows.push([
      name,
      patient,
      i % 2 ? 'male' : 'female',
      i % 3 ? 45 : '',
      'upper extremity',
      target ? 'melanoma' : 'unknown',
      className,
      target,
    ]);
    files[`train/${name}.jpg`] = await pictures.jpeg();
    // The second patient is the first one by the list of copies.
    const group = patient === 'IP_3075187' ? 'IP_3075186' : patient;
    images[`train/${name}.jpg`] = truth(className, { group: `patient ${group}` });
  }
  files['ISIC_2020_Training_GroundTruth.csv'] = csv([HEADER, ...rows], { end: '\r\n', mark: '\uFEFF' });
  const pair = [rows[0]![0]!, rows[2]![0]!];
  files['ISIC_2020_Training_Duplicates.csv'] = csv([['image_name_1', 'image_name_2'], pair]);
  return { files, truth: images };
}
